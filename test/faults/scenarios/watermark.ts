import { waitFor } from '../../../planet/wait.ts'
import { orderIdOf, replicaRegions, type Scenario } from '../scenario.ts'

/** Edges look again at a region that they had given up within ten seconds. */
const SERVED_TIMEOUT_MS = 30_000
const ROUNDS_PAUSED = 5

/** A write from a city whose replica applies nothing: the next read from there must not be answered from it. */
export const watermark: Scenario = {
  name: 'watermark',
  async run({ planet, session, goods }) {
    const [city] = await replicaRegions(planet)
    const writer = session()
    let rounds = 0
    const orderId = orderIdOf(await writer.order(city, goods()))
    await waitFor(async () => (await writer.read(city, orderId)).region === city, {
      timeoutMs: SERVED_TIMEOUT_MS,
      describe: () => `${city} is not served by its own region`,
    })
    // The edge soon knows that the replica stands still, and asks elsewhere: what matters comes before that.
    let isPaused = false
    const paused = planet.inject({ fault: 'pause-replay', region: city }).then(() => {
      isPaused = true
    })
    for (let left = ROUNDS_PAUSED; left > 0; left -= isPaused ? 1 : 0) {
      await writer.patch(city, orderId, `round ${rounds++}`)
      await writer.read(city, orderId)
      await writer.read(city, orderIdOf(await writer.order(city, goods())))
    }
    await paused
  },
}
