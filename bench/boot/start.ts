import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { BenchError } from '../bench-error.ts'

/**
 * Runs `npm start` until it says that it is ready, and stops it.
 * @returns seconds from one to the other.
 * @throws BenchError where it ends before, or is not ready within a minute.
 */
export async function startOnce(state: string, cacheDir: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted()
  const startMs = performance.now()
  // In a group of its own: a Ctrl-C reaches it once, by this process.
  const child = spawn('npm', ['start', '--', '--port', '0', '--state', state], {
    cwd: PROJECT_DIR,
    env: { ...process.env, NEARSIDE_CACHE_DIR: cacheDir, NODE_COMPILE_CACHE: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  try {
    await ready(child, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
    return (performance.now() - startMs) / 1000
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await end(child)
  }
}

const TIMEOUT_MS = 60_000

function ready(child: ChildProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const hear = (text: string) => {
      output += text
      if (output.includes('Ready after')) resolve()
    }
    child.stdout?.setEncoding('utf8').on('data', hear)
    child.stderr?.setEncoding('utf8').on('data', hear)
    child.once('error', (error) => reject(new BenchError(`npm start does not run: ${error.message}`)))
    child.once('exit', (code) =>
      reject(new BenchError(`npm start ended with ${code}:\n${output.slice(-2000)}`)),
    )
    signal.addEventListener('abort', () =>
      reject(new BenchError(`npm start was not ready in time:\n${output.slice(-2000)}`)),
    )
  })
}

/** As a Ctrl-C does; npm hands it on. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGINT')
  await exited
}
