import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { BenchError } from '../bench-error.ts'
import type { PlanetMessage } from './messages.ts'

export type OwnPlanet = Omit<Extract<PlanetMessage, { kind: 'ready' }>, 'kind'> & {
  /** Resolves when no process of it is left. */
  stop(): Promise<void>
}

/** Beside the bench, so that a planet of `npm start` may run at the same time. */
const STATE_DIR = join(import.meta.dirname, '.planet')

/**
 * Boots the bench's own planet.
 * @param onStep told of each step of the boot that is done.
 * @throws BenchError where it doesn't come up.
 */
export async function openPlanet(
  onStep: (title: string, ms: number) => void,
  signal: AbortSignal,
): Promise<OwnPlanet> {
  signal.throwIfAborted()
  const child = fork(join(import.meta.dirname, 'process.ts'), [STATE_DIR], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const stop = () => end(child)
  const abort = () => void stop()
  signal.addEventListener('abort', abort)
  try {
    return { ...(await ready(child, onStep)), stop }
  } catch (error) {
    await stop()
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function ready(
  child: ChildProcess,
  onStep: (title: string, ms: number) => void,
): Promise<Omit<OwnPlanet, 'stop'>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: PlanetMessage) => {
      if (message.kind === 'step') onStep(message.title, message.ms)
      else if (message.kind === 'ready') resolve({ url: message.url, regions: message.regions })
      else reject(new BenchError(`The planet does not boot: ${message.message}`))
    })
    child.once('exit', (code) =>
      reject(new BenchError(`The planet's process ended with ${code} while booting.`)),
    )
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  if (child.connected) child.disconnect()
  await exited
}
