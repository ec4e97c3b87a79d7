import { expect, it } from 'vitest'
import { EMPTY_OVERLAY } from '../../../protocol/operators/overlay.ts'
import { parseConfig } from '../../../worker/config.ts'
import { parseOverlay } from '../../../worker/overlay/schema.ts'
import { REGIONS } from './fixtures.ts'

it.each<[string, string?]>([
  ['/api/*'],
  ['/*'],
  ['/'],
  ['/api/orders/:id'],
  ['/api/café/*'],
  ['/a%2Fb/100%25'],
  ['api', 'a path that starts with "/"'],
  ['/api/orders*', '"*" as the whole last segment and nowhere else, as in "/api/*"'],
  ['/api/*/export', '"*" as the whole last segment and nowhere else, as in "/api/*"'],
  ['/api/:*', '"*" as the whole last segment and nowhere else, as in "/api/*"'],
  ['/api/caf%C3%A9/*', 'the path decoded, "/api/café/*"'],
  ['/api/orders?x=1', 'a path without query, such as "/api/orders"'],
  ['/api/orders#x', 'a path without query, such as "/api/orders"'],
  ['/api/../x', 'a path without the segments "." and ".."'],
  ['/api/\u001b[2J', 'a path without control characters'],
  [`/${'x'.repeat(256)}`, 'a path of at most 256 characters'],
])(
  'W253 a path pattern that no request fits is refused, in the config and of a pin: %.40s',
  (path, expected) => {
    const inConfig = parseConfig({ primary: 'iad', regions: REGIONS, routes: [{ path, only: ['fra'] }] })
    const pin = { by: 'ana', atMs: 1, why: 'test', id: 'pin-1', match: { path }, to: 'fra' }
    const inOverlay = parseOverlay(JSON.stringify({ ...EMPTY_OVERLAY, revision: 1, pins: [pin] }))
    const told = [inConfig.ok ? '' : inConfig.errors[0], inOverlay.ok ? '' : inOverlay.error]
    if (expected === undefined) expect(told).toEqual(['', ''])
    else
      expect(told).toEqual([
        expect.stringContaining(`MESH.routes.0.path: expected ${expected}, found `),
        expect.stringContaining(`pins.0.match.path: expected ${expected}, found `),
      ])
  },
)
