/** Runs one change from the command line: makes it, tells it, waits for it. */
import type { Change, ChangeAnswer } from '../protocol/operators/changes.ts'
import { makeChange } from './change.ts'
import { changeAnswerText } from './change-text.ts'
import { CliFailure, Told } from './exit.ts'
import { connect, type Gateway } from './gateway-client.ts'
import type { AsOperator } from './options.ts'
import { show } from './show.ts'
import { type Waited, waitUntilHeld } from './wait.ts'
import { progressText, waitedText } from './wait-text.ts'

export type ChangeOptions = AsOperator & {
  readonly why?: string
  readonly force?: boolean
  readonly dryRun?: boolean
  readonly revision?: number
  readonly wait?: boolean
  /** Milliseconds. */
  readonly timeout: number
  readonly at?: readonly string[]
}

export async function runChange(change: Change, options: ChangeOptions): Promise<void> {
  const { json, dryRun, force = false, revision } = options
  const why = reasonFor(change, options.why)
  const gateway = await connect(options)
  const answer = await makeChange(gateway, change, { why, force, dryRun: dryRun ?? false, revision })
  if (!json) show(answer, json, (told) => changeAnswerText(told, options))
  const mustWait = options.wait && !dryRun
  const convergence = mustWait ? await wait(gateway, answer, options) : undefined
  if (json) show({ ...answer, ...(convergence ? { convergence } : {}) }, json, () => '')
  else if (convergence) show(convergence, json, waitedText)

  if (dryRun && isRefused(answer, force)) throw new Told(1)
  if (convergence && !HELD.includes(convergence.outcome)) throw new Told(4)
}

/** The operator named the cities, or all are known. */
const HELD: readonly Waited['outcome'][] = ['holds', 'holds-where-asked']

/** Who comes later wants to know why traffic was moved; that it was moved back says enough. */
function reasonFor({ action }: Change, given: string | undefined): string {
  if (given?.trim()) return given.trim()
  if (given === undefined && ['restore', 'unpin', 'undo'].includes(action)) return 'no reason given'
  throw new CliFailure(
    `--why: expected the reason of the ${action}, as in --why "kernel upgrade", found none. It is kept in the history.`,
    2,
  )
}

/** In a dry run nothing is refused; it tells by its exit code whether it would be. */
function isRefused({ findings }: ChangeAnswer, force: boolean): boolean {
  return findings.some(({ forceable }) => !forceable || !force)
}

async function wait(gateway: Gateway, answer: ChangeAnswer, options: ChangeOptions): Promise<Waited> {
  const { revision } = answer.overlay
  const isLive = Boolean(process.stderr.isTTY) && !options.json
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  process.once('SIGINT', interrupt)
  try {
    return await waitUntilHeld(gateway, {
      revision,
      timeoutMs: options.timeout,
      at: options.at ?? [],
      signal: interrupted.signal,
      onProgress(seen, afterMs) {
        if (isLive) process.stderr.write(`\r\u001b[K${progressText(seen, afterMs)}`)
        else if (!options.json) console.error(progressText(seen, afterMs))
      },
    })
  } finally {
    process.off('SIGINT', interrupt)
    if (isLive) process.stderr.write('\r\u001b[K')
  }
}
