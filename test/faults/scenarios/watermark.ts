import { orderIdOf, type Scenario } from '../scenario.ts'

/** A write from Mumbai, whose replica applies nothing: the next read from there must not be answered from it. */
export const watermark: Scenario = {
  name: 'watermark',
  async run({ planet, session, goods }) {
    const writer = session()
    const orderId = orderIdOf(await writer.order('bom', goods()))
    await writer.read('bom', orderId)
    await planet.inject({ fault: 'pause-replay', region: 'bom' })
    for (let round = 0; round < 5; round++) {
      await writer.patch('bom', orderId, `round ${round}`)
      await writer.read('bom', orderId)
      await writer.read('bom', orderIdOf(await writer.order('bom', goods())))
    }
  },
}
