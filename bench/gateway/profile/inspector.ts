/** A Worker's profiler, by the protocol of V8's inspector (https://chromedevtools.github.io/devtools-protocol/v8/Profiler/). */
import { once } from 'node:events'
import { BenchError } from '../../bench-error.ts'
import type { CpuProfile } from './cpu-profile.ts'

/** Often enough that a step of a hundredth of a request shows, seldom enough that requests go on. */
const INTERVAL_US = 250

/** @param work what to do meanwhile. @param path of the Worker: its name. */
export async function profileDuring(
  port: number,
  path: string,
  work: () => Promise<unknown>,
): Promise<CpuProfile> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${encodeURIComponent(path)}`)
  try {
    await once(socket, 'open')
    let id = 0
    const call = async (method: string, params?: object): Promise<unknown> => {
      const own = ++id
      const answer = answerTo(socket, own)
      socket.send(JSON.stringify({ id: own, method, params }))
      return await answer
    }
    await call('Profiler.enable')
    await call('Profiler.setSamplingInterval', { interval: INTERVAL_US })
    await call('Profiler.start')
    await work()
    const { profile } = (await call('Profiler.stop')) as { readonly profile: CpuProfile }
    return profile
  } finally {
    socket.close()
  }
}

type Message = {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

function answerTo(socket: WebSocket, id: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('close', () => reject(new BenchError('workerd has closed its inspector.')))
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message
      if (message.id !== id) return
      if (message.error) reject(new BenchError(`The inspector refuses: ${message.error.message}`))
      else resolve(message.result)
    })
  })
}
