import type { Operation } from '../history.ts'
import { orderIdOf, replicaRegions, type Scenario } from '../scenario.ts'
import type { Session } from '../session.ts'

/**
 * One order changes all the time; readers go back and forth between two replicas, one of them later. A bookmark from
 * before a read's snapshot is less than the read has shown, and the later replica would show less, too.
 */
export const snapshot: Scenario = {
  name: 'snapshot',
  async run({ planet, session, goods }) {
    const { primary } = await planet.status()
    const [early, late] = await replicaRegions(planet)
    const owner = session()
    const orderId = orderIdOf(await owner.order(primary, goods()))
    await planet.inject({ fault: 'slow', region: late, link: 'primary', ms: EXTRA_MS })
    const startMs = performance.now()
    // How long that takes is the machine's affair.
    const answered = new Map<string | undefined, number>()
    const isEnough = () => [early, late].every((region) => (answered.get(region) ?? 0) >= READS)
    const isOver = () => performance.now() - startMs > (isEnough() ? LEAST_MS : MOST_MS)
    const until = async (step: (round: number) => Promise<Operation>) => {
      for (let round = 0; !isOver(); round++) {
        const { region } = await step(round)
        answered.set(region, (answered.get(region) ?? 0) + 1)
      }
    }
    const writers = Array.from({ length: WRITERS }, session)
    const readers = Array.from({ length: READERS }, session)
    await Promise.all([
      ...writers.map((writer) => until((round) => writer.patch(primary, orderId, `${writer.id}-${round}`))),
      ...readers.map((reader) => until((round) => readIn(reader, round % 2 === 0 ? early : late, orderId))),
    ])
  },
}

const EXTRA_MS = 150
/** Answered by each of the two regions itself. */
const READS = 400
const LEAST_MS = 5_000
const MOST_MS = 60_000
const WRITERS = 3
const READERS = 6

function readIn(reader: Session, city: string, orderId: string): Promise<Operation> {
  return reader.read(city, orderId, 'read-shared')
}
