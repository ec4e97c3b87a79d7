/**
 * Which driver may write over a wide-area link? `node bench/wan-driver.ts` counts the round trips of a commit, cold and
 * warm, by the clock, over a link long enough to hide all else. Its answer: docs/decisions/0003-wan-write-driver.md.
 */
import postgres from 'postgres'
import { openLink } from '../planet/link.ts'
import { median } from './stats.ts'
import { openBenchServer } from './wan-driver/server.ts'
import { openWays } from './wan-driver/ways.ts'

const RTT_MS = 50
const ROUNDS = 15

await using stack = new AsyncDisposableStack()
const server = await openBenchServer(stack)
const owner = postgres(server.url, { max: 1 })
await owner`create table wan_driver (id int generated always as identity, at int)`
await owner.end()
const link = await openLink({ rttMs: RTT_MS, targetPort: server.port, name: 'wan' })
stack.defer(() => link.close())
const url = new URL(server.url)
url.port = String(link.port)

console.log(`round trips of ${RTT_MS} ms, median of ${ROUNDS} commits`)
for (const way of await openWays(url.href, stack)) {
  for (const statements of [1, 5]) {
    const cold = await roundTrips((round) => way.commit(statements, `${statements}_${round}`))
    await way.commit(statements, `${statements}_warm`)
    const warm = await roundTrips(() => way.commit(statements, `${statements}_warm`))
    const label = `${way.name}, ${statements} ${statements === 1 ? 'statement' : 'statements'}`
    console.log(
      `${label.padEnd(52)} cold ${cold.toFixed(2).padStart(5)}   warm ${warm.toFixed(2).padStart(5)}`,
    )
  }
}

async function roundTrips(commit: (round: number) => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now()
    await commit(round)
    took.push(performance.now() - startMs)
  }
  return median(took) / RTT_MS
}
