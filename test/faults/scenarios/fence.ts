import { orderIdOf, type Scenario } from '../scenario.ts'

/** The old primary comes back as it was, beside apps that know nothing of before: no write is acknowledged by it. */
export const fence: Scenario = {
  name: 'fence',
  async run({ planet, session, goods, restartApps }) {
    const { primary, regions } = await planet.status()
    const heir = regions.findLast(({ id }) => id !== primary)?.id ?? ''
    const writer = session()
    await writer.order(primary, goods())
    await planet.inject({ fault: 'failover', region: heir })
    const orderId = orderIdOf(await writer.order(heir, goods()))
    await planet.inject({ fault: 'return-primary' })
    await restartApps()
    const stranger = session()
    for (let round = 0; round < 10; round++) {
      await stranger.order(primary, goods())
      await writer.patch(primary, orderId, `round ${round}`)
      await writer.read(heir, orderId)
    }
  },
}
