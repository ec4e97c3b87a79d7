/** The planet as its HTTP API shows it: faults in, status out. */
import type { PlanetStatus } from '../../planet/status.ts'
import type { FaultRecord } from './history.ts'
import type { PlanetFault } from './vocabulary.ts'

export type PlanetClient = {
  status(): Promise<Pick<PlanetStatus, 'primary' | 'regions'>>
  /** @returns the record of what came of it. @throws where the planet could not do what it takes on. */
  inject(fault: PlanetFault): Promise<FaultRecord>
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
    const made: FaultRecord = { type: 'fault', ...entry, ...times }
    const done = status === 200 ? made : { ...made, action: 'refused' as const, detail: JSON.stringify(body) }
    record(done)
    // A fault that does not fit the moment is refused by name; anything else is the planet's failure.
    if (status !== 200 && status !== UNFIT) throw new Error(`the planet answered ${status}: ${done.detail}`)
    return done
  }
  return {
    status: async () => (await ask('GET', '/_planet/status')).body as PlanetStatus,
    inject: (fault) => change({ action: 'inject', fault }, 'POST'),
    heal: (last) => change({ action: 'heal', ...(last ? { last } : {}) }, 'DELETE'),
  }
}

const UNFIT = 422
