/** Waits until the wanted release is ready in the slot. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Ask, answerText, fieldsOf } from './ask.ts'
import type { Check } from './check.ts'

/** While a slot's pods are being replaced, old and new ones answer in turn. */
const IN_A_ROW = 3

export async function checkReady(
  ask: Ask,
  o: {
    readonly region: string
    readonly release: string | undefined
    readonly timeoutMs: number
    readonly intervalMs: number
  },
): Promise<Check> {
  const endMs = performance.now() + o.timeoutMs
  let found = 'nothing'
  for (let inARow = 0; inARow < IN_A_ROW; ) {
    const answer = await ask({ path: '/readyz', signedFor: o.region })
    found = foundText(answer)
    inARow = isWanted(answer, o) ? inARow + 1 : 0
    if (inARow > 0) continue
    if (performance.now() + o.intervalMs >= endMs) return { ...checkOf(o), ok: false, found }
    await sleep(o.intervalMs)
  }
  return { ...checkOf(o), ok: true, found }
}

function checkOf({ region, release, timeoutMs }: Parameters<typeof checkReady>[1]) {
  const which = release === undefined ? 'any release' : `release ${release}`
  const expected = `${which} ready in ${region}, ${IN_A_ROW} times in a row, within ${timeoutMs / 1000} s`
  return { name: 'ready', expected }
}

function isWanted(answer: Answer, { region, release }: Parameters<typeof checkReady>[1]): boolean {
  if (answer.kind === 'none' || answer.status !== 200) return false
  const told = fieldsOf(answer.body)
  return (
    told.status === 'ready' && told.region === region && (release === undefined || told.release === release)
  )
}

function foundText(answer: Answer): string {
  const text = answerText(answer)
  if (answer.kind === 'none' || answer.status === 401) return text
  const { region, release } = fieldsOf(answer.body)
  if (region === undefined) return text
  return `${text} in ${region}, ${release === undefined ? 'which tells no release' : `release ${release}`}`
}
