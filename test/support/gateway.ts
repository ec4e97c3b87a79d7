import { buildSite } from '../../planet/build/site.ts'
import { buildWorker } from '../../planet/build/worker.ts'
import { CITIES } from '../../planet/cities.ts'
import { type EdgesOptions, openEdges } from '../../planet/edges.ts'
import { openFront } from '../../planet/front.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { type Origin, TEST_KEY_ID, TEST_SECRET } from './origin.ts'

export type TestGateway = { readonly url: string; readonly port: number; close(): Promise<void> }

const POSITIONS = {
  // Where the map says that a write through Mumbai is no detour.
  iad: { latitude: 19.09, longitude: 77.87 },
  bom: { latitude: 19.09, longitude: 72.87 },
} as const

export type GatewayOptions = Partial<
  Pick<EdgesOptions, 'operatorTokens' | 'overlayWorker' | 'dataDir' | 'onLog'>
> & {
  /** Their ids; `bom` alone unless given. */
  readonly cities?: readonly string[]
}

/** The built Worker on workerd in Mumbai, behind the planet's front, with these origins as its regions. */
export async function openGateway(
  origins: readonly Pick<Origin, 'id' | 'port'>[],
  mesh: object = {},
  { cities = ['bom'], ...options }: GatewayOptions = {},
): Promise<TestGateway> {
  const [workerFile, assetsDir] = await Promise.all([buildWorker(), buildSite()])
  const edges = await openEdges({
    ...options,
    cities: CITIES.filter(({ id }) => cities.includes(id)),
    workerFile,
    assetsDir,
    signingKeys: formatSigningKey({ id: TEST_KEY_ID, secret: TEST_SECRET }),
    mesh: () => ({
      primary: 'iad',
      regions: origins.map(({ id, port }) => ({
        id,
        origin: `http://127.0.0.1:${port}`,
        ...POSITIONS[id === 'bom' ? 'bom' : 'iad'],
      })),
      ...mesh,
    }),
  })
  const api = { status: async () => ({}), inject: async () => {}, heal: async () => {} }
  const front = await openFront({ port: 0, edges: edges.ports, api })
  return {
    url: `http://127.0.0.1:${front.port}`,
    port: front.port,
    async close() {
      await front.close()
      await edges.stop()
    },
  }
}
