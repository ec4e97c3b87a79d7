/** Where the app's time goes under the one-row read: in a turn of its own, since being watched costs time. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor } from '../../planet/wait.ts'
import type { Bench } from './contest.ts'
import { loadOnce } from './load-turn.ts'
import { startContender } from './server.ts'

const WARM_UP_MS = 3_000
const TURN_MS = 3_000

/** @returns the text of a `.cpuprofile` of the warm app, for Chromium's DevTools or https://www.speedscope.app. */
export async function profileApp(bench: Bench): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-profile-'))
  const file = join(dir, 'app.cpuprofile')
  const server = await startContender({
    ...{ ...bench, contender: 'app' },
    env: { PROFILE_FILE: file },
    nodeFlags: ['--import', join(import.meta.dirname, 'servers/profiled.ts')],
  })
  try {
    const order = { ...bench, server, kind: 'one-row read' } as const
    await loadOnce({ ...order, durationMs: WARM_UP_MS })
    process.kill(server.pid, 'SIGUSR2')
    await loadOnce({ ...order, durationMs: TURN_MS })
    process.kill(server.pid, 'SIGUSR2')
    const describe = () => 'the app has left no profile'
    await waitFor(() => existsSync(file), { timeoutMs: 10_000, describe })
    return readFileSync(file, 'utf8')
  } finally {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
