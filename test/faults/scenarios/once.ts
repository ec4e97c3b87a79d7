import { orderIdOf, type Scenario } from '../scenario.ts'

/** Writes are sent again under their keys, also from two cities at the same moment: each is done once. */
export const once: Scenario = {
  name: 'once',
  async run({ session, goods }) {
    const writer = session()
    for (let round = 0; round < 3; round++) {
      const placed = await writer.order('bom', goods())
      const orderId = orderIdOf(placed)
      await writer.repeat(['fra'], placed)
      await writer.repeat(['bom', 'iad'], placed)
      const patched = await writer.patch('fra', orderId, `round ${round}`)
      await writer.repeat(['iad', 'bom'], patched)
      const cancelled = await writer.cancel('bom', orderId)
      await writer.repeat(['fra', 'iad'], cancelled)
      await writer.orderAtOnce(['bom', 'fra', 'iad'], goods())
      await writer.read('fra', orderId)
    }
  },
}
