/** A region's answer -> the client's: the body untouched, the receipt appended. */
import { CONFIG_EPOCH, DATA, type DataSource, REPLAY, SERVER_TIMING } from '../../protocol/headers.ts'
import { formatServerTiming, type Metric } from '../../protocol/server-timing.ts'
import { dropHopByHop } from '../upstream/hop-by-hop.ts'

export function answer(response: Response, metrics: readonly Metric[], epoch: string): Response {
  const answered = new Response(response.body, response)
  const { headers } = answered
  // workerd frames the message itself; on an upgrade these belong to its own handshake.
  if (response.status !== 101) dropHopByHop(headers)
  headers.delete(REPLAY)
  headers.set(CONFIG_EPOCH, epoch)
  headers.append(SERVER_TIMING, formatServerTiming(metrics))
  return answered
}

/** @returns which data the region says it answered from. */
export function dataSourceOf(response: Response): DataSource | undefined {
  const value = response.headers.get(DATA)
  return value === 'local' || value === 'waited' || value === 'primary' ? value : undefined
}
