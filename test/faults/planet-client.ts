/** The planet as its HTTP API shows it: faults in, status out. */
import type { PlanetStatus } from '../../planet/status.ts'
import type { FaultRecord } from './history.ts'
import type { PlanetFault } from './vocabulary.ts'

export type PlanetClient = {
  status(): Promise<Pick<PlanetStatus, 'primary' | 'regions'>>
  /** @returns what came of it: a fault that does not fit the moment is refused. */
  inject(fault: PlanetFault): Promise<FaultRecord>
  /** @throws where the planet does not heal. */
  heal(last?: boolean): Promise<FaultRecord>
}

export function createPlanetClient(url: string, record: (entry: FaultRecord) => void): PlanetClient {
  async function ask(
    method: string,
    path: string,
    json?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const init = json === undefined ? {} : { body: JSON.stringify(json) }
    const response = await fetch(url + path, { method, ...init })
    return { status: response.status, body: await response.json() }
  }
  async function change(
    entry: Pick<FaultRecord, 'action' | 'fault' | 'last'>,
    method: string,
  ): Promise<FaultRecord> {
    const startMs = performance.now()
    const { status, body } = await ask(method, '/_planet/faults', entry.fault)
    const times = { startMs, endMs: performance.now() }
    const made = { type: 'fault', ...entry, ...times } as const
    const done = status === 200 ? made : { ...made, action: 'refused' as const, detail: JSON.stringify(body) }
    record(done)
    return done
  }
  return {
    status: async () => (await ask('GET', '/_planet/status')).body as PlanetStatus,
    inject: (fault) => change({ action: 'inject', fault }, 'POST'),
    async heal(last) {
      for (let tries = 1; ; tries++) {
        const healed = await change({ action: 'heal', ...(last ? { last } : {}) }, 'DELETE')
        if (healed.action === 'heal') return healed
        if (tries === HEAL_TRIES) throw new Error(`the planet does not heal: ${healed.detail}`)
      }
    },
  }
}

/** Where one way of mending fails, the next try may find another. */
const HEAL_TRIES = 3
