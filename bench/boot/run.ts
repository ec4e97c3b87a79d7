/** `npm run bench -- boot`: how long does a person wait for `npm start`, the first time after install and from then on? */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDatabaseHome } from '../../planet/database-home.ts'
import { keep } from '../keep.ts'
import { openProgress } from '../progress.ts'
import type { BenchResult } from '../result.ts'
import { median } from '../stats.ts'
import { type BootRound, bootFigures } from './figures.ts'
import { startOnce } from './start.ts'

export type BootOptions = { readonly rounds: number }

export async function benchBoot(
  { rounds }: BootOptions,
  outDir: string,
  signal: AbortSignal,
  /** Gets the table. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  const progress = openProgress()
  progress.start('Starting', rounds * 2)
  const raw: BootRound[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      raw.push(await startTwice(() => progress.step(), signal))
    }
  } finally {
    progress.stop()
  }
  const first = raw.map((round) => round.first)
  const again = raw.map((round) => round.again)
  const { result, files } = keep('boot', outDir, {
    settings: { rounds },
    figures: bootFigures(raw),
    raw,
  })
  print(
    `\nSeconds from \`npm start\` to ready, median of ${rounds}: the first after install ${median(first).toFixed(1)}, again ${median(again).toFixed(1)}.\n\n${files.join('\n')}\n`,
  )
  return result
}

/** With nothing built and no database; then on what that has left. */
async function startTwice(onStart: () => void, signal: AbortSignal) {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-boot-'))
  // The databases' user has to pass through.
  chmodSync(dir, 0o711)
  const state = join(dir, 'state')
  try {
    const take = async () => {
      const seconds = await startOnce(state, join(dir, 'cache'), signal)
      onStart()
      return seconds
    }
    const first = await take()
    return { first, again: await take() }
  } finally {
    removeDatabaseHome(state)
    rmSync(dir, { recursive: true, force: true })
  }
}
