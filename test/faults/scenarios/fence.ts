import { orderIdOf, replicaRegions, type Scenario } from '../scenario.ts'

/** The old primary comes back as it was, beside apps that know nothing of before: no write is acknowledged by it. */
export const fence: Scenario = {
  name: 'fence',
  async run({ planet, session, goods, restartApps }) {
    const { primary: old } = await planet.status()
    const [, heir] = await replicaRegions(planet)
    await planet.inject({ fault: 'failover', region: heir })
    const writer = session()
    const orderId = orderIdOf(await writer.order(heir, goods()))
    await planet.inject({ fault: 'return-primary' })
    await restartApps()
    const stranger = session()
    for (let round = 0; round < 10; round++) {
      await stranger.order(old, goods())
      await writer.patch(old, orderId, `round ${round}`)
      await writer.read(heir, orderId)
    }
  },
}
