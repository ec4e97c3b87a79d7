/** Where the app's time goes under the one-row read: a profile of a turn of its own, since being watched costs time. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError } from '../bench-error.ts'
import { loadOnce, type TurnOptions } from './load-turn.ts'
import { type ServerOptions, startContender } from './server.ts'

/** @returns the text of a `.cpuprofile`, its start and warm-up included: for Chromium's DevTools or speedscope. */
export async function profileApp(
  options: Omit<TurnOptions, 'server' | 'kind'> & Omit<ServerOptions, 'contender'>,
): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-profile-'))
  try {
    const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${dir}`]
    const server = await startContender({ ...options, contender: 'app', nodeFlags })
    await loadOnce({ ...options, server, kind: 'one-row read' }).finally(() => server.stop())
    const [file] = readdirSync(dir)
    if (file === undefined) throw new BenchError('The app has left no profile.')
    return readFileSync(join(dir, file), 'utf8')
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
