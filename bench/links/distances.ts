/** What is measured: an echo, links of each distance to it, and the traffic of nine cities beside them. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { CITIES, REGION_IDS, rttMs } from '../../planet/cities.ts'
import { type Link, openLink } from '../../planet/link.ts'
import { type Contender, DISTANCES_MS } from './summary.ts'
import type { TripsOrder } from './trips-thread.ts'

export type Distances = AsyncDisposable & {
  /** @returns the milliseconds of each round trip. */
  measure(contender: Contender, turnMs: number): Promise<readonly number[]>
}

/** Ends and traffic have threads of their own, so that none waits for another. */
export async function openDistances(): Promise<Distances> {
  await using stack = new AsyncDisposableStack()
  const start = (file: string) => {
    const worker = new Worker(new URL(file, import.meta.url))
    stack.defer(async () => void (await worker.terminate()))
    return worker
  }
  const echo = start('./echo-thread.ts')
  const [targetPort]: number[] = await once(echo, 'message')
  const open = (distanceMs: number): Promise<Link> =>
    openLink({ rttMs: distanceMs, targetPort: targetPort ?? 0, name: `${distanceMs} ms` })
  const links = await Promise.all(DISTANCES_MS.map(open))
  const ofCities = await Promise.all(cityWaysMs().map(open))
  stack.defer(async () => void (await Promise.all([...links, ...ofCities].map((link) => link.close()))))

  const threads = { measured: start('./trips-thread.ts'), beside: start('./trips-thread.ts') }
  const ask = async (thread: Worker, order: TripsOrder): Promise<readonly number[]> => {
    thread.postMessage(order)
    const [tripsMs] = await once(thread, 'message')
    return tripsMs
  }
  const running = stack.move()
  return {
    async measure(contender, turnMs) {
      const [state, distance] = contender.split(' ')
      const link = links.find((each) => String(each.rttMs) === distance)
      const port = link?.port ?? targetPort ?? 0
      const leastMs = Math.max(turnMs, LEAST_TRIPS * (link?.rttMs ?? 0))
      const ports = ofCities.map((each) => each.port)
      const beside = state === 'busy' ? ask(threads.beside, { ports, forMs: leastMs + 50 }) : undefined
      const tripsMs = await ask(threads.measured, { ports: [port], forMs: leastMs })
      await beside
      return tripsMs
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const LEAST_TRIPS = 5

/** Each city's clients to their edge, and its edge to the nearest region. */
function cityWaysMs(): readonly number[] {
  return CITIES.flatMap(({ id, clientRttMs }) => [
    clientRttMs,
    Math.min(...REGION_IDS.map((region) => rttMs(id, region))),
  ])
}
