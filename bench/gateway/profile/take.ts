/** Where the gateway's time goes: a workerd of its own, since one that can be debugged is slower, under the same load. */
import type { Load } from '../../load/load.ts'
import type { Kind } from '../cells.ts'
import { type Contender, SUBJECT } from '../contenders.ts'
import { takeTurn } from '../turn.ts'
import { openWorkerd } from '../workerd.ts'
import type { WorkerdSpec } from '../workerd-config.ts'
import type { CpuProfile } from './cpu-profile.ts'
import { profileDuring } from './inspector.ts'

const CONNECTIONS = 16

export type ProfileOptions = {
  readonly spec: WorkerdSpec
  readonly dir: string
  readonly load: Load
  readonly kinds: readonly Kind[]
  readonly requests: (kind: Kind) => readonly Uint8Array[]
  /** Of each kind, after as long to warm up. */
  readonly durationMs: number
  readonly signal: AbortSignal
}

export async function takeProfiles(options: ProfileOptions): Promise<ReadonlyMap<Kind, CpuProfile>> {
  const { spec, dir, load, kinds, requests, durationMs, signal } = options
  const [gateway] = spec.workers
  const profiles = new Map<Kind, CpuProfile>()
  if (gateway === undefined || durationMs === 0) return profiles
  await using workerd = await openWorkerd({ ...spec, workers: [gateway] }, dir, { inspect: true })
  const contender: Pick<Contender, 'name' | 'port' | 'pid'> = {
    name: SUBJECT,
    port: workerd.ports.get(gateway.name) ?? 0,
    pid: workerd.pid,
  }
  for (const kind of kinds) {
    signal.throwIfAborted()
    const order = { requests: requests(kind), connections: CONNECTIONS, durationMs }
    await takeTurn(load, contender, order)
    const work = () => takeTurn(load, contender, order)
    profiles.set(kind, await profileDuring(workerd.inspectorPort ?? 0, gateway.name, work))
  }
  return profiles
}
