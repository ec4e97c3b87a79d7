import { CONFIG_EPOCH, DATA, REGION, SERVER_TIMING } from '../../../protocol/headers.ts'
import { nameOf } from '../../../site/src/place/cities.ts'
import type { Mesh } from '../../../site/src/place/place.ts'
import { type Action, type Receipt, receiptOf } from '../../../site/src/receipt/receipt.ts'

export { nameOf }

export const MESH: Mesh = {
  primary: 'iad',
  regions: [
    { id: 'iad', latitude: 38.95, longitude: -77.45 },
    { id: 'bom', latitude: 19.09, longitude: 72.87 },
    { id: 'fra', latitude: 50.03, longitude: 8.57 },
  ],
}

type Given = {
  readonly action?: Action
  readonly status?: number
  readonly region?: string
  readonly data?: string
  readonly timing?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A receipt as the page reads it off an answer's headers. */
export function receipt({
  action = 'read',
  status = 200,
  region,
  data,
  timing = '',
  headers: more,
}: Given): Receipt {
  const headers = new Headers({ [CONFIG_EPOCH]: '3f0c11aa', [SERVER_TIMING]: timing, ...more })
  if (region !== undefined) headers.set(REGION, region)
  if (data !== undefined) headers.set(DATA, data)
  return receiptOf({ action, method: 'GET', path: '/api/products' }, { status, headers }, 11.2)
}

/** Mumbai reads at home. */
export const READ = receipt({
  region: 'bom',
  data: 'local',
  timing:
    'app;dur=0.6, db;desc="replica";dur=0.9, client;dur=5, edge;dur=0, net;desc="bom";dur=2.1, floor;desc="bom";dur=0.1, alt;desc="iad";dur=198.4',
})

/** Mumbai writes: one round trip to the primary. */
export const WRITE = receipt({
  action: 'order',
  status: 201,
  region: 'bom',
  data: 'primary',
  timing:
    'app;dur=0.6, wan;desc="1 rtt";dur=199.4, client;dur=5, edge;dur=0, net;desc="bom";dur=2, floor;desc="iad";dur=126.4',
})

/** Mumbai cancels: the region asked for a replay. */
export const CANCEL = receipt({
  action: 'cancel',
  region: 'iad',
  data: 'primary',
  timing:
    'app;dur=0.6, db;desc="primary";dur=3.4, client;dur=5, edge;desc="replay";dur=3, net;desc="iad";dur=198, floor;desc="iad";dur=126.4',
})
