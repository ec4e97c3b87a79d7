/** Builds, starts, takes the turns and the profiles; nothing is left behind. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { openLoad } from '../load/load.ts'
import type { Kind } from './cells.ts'
import { compete, type Taken } from './compete.ts'
import type { Contender } from './contenders.ts'
import type { GatewayOptions } from './options.ts'
import { openOrigin } from './origin.ts'
import type { CpuProfile } from './profile/cpu-profile.ts'
import { takeProfiles } from './profile/take.ts'
import { requestsOf } from './requests.ts'
import { buildWorkers } from './workers.ts'

export type Measured = Taken & {
  readonly profiles: ReadonlyMap<Kind, CpuProfile>
  /** Of the gateway's bundle. */
  readonly sourceMap: string
}

export async function measure(
  { rounds, turnMs, profileMs, cells }: GatewayOptions,
  onTurn: () => void,
  signal: AbortSignal,
): Promise<Measured> {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const secret = { id: 'bench', secret: randomBytes(32) }
  const bookmarkKey = deriveBookmarkKey(secret.secret, secret.id)
  const origin = stack.use(await openOrigin(bookmarkKey))
  const load = stack.adopt(openLoad(), (each) => each.close())
  const signingKeys = formatSigningKey(secret)
  const { spec, sourceMap } = await buildWorkers({ dir, originPort: origin.port, signingKeys }, signal)
  const requests = (kind: Kind, of: Contender['of']) => requestsOf(kind, of, bookmarkKey)
  const kinds = [...new Set(cells.map(({ kind }) => kind))]

  const common = { spec, dir, load, signal }
  const taken = await compete({ ...common, cells, kinds, rounds, turnMs, requests, onTurn })
  const ofGateway = (kind: Kind) => requests(kind, 'worker')
  const profiles = await takeProfiles({ ...common, kinds, requests: ofGateway, durationMs: profileMs })
  return { ...taken, profiles, sourceMap }
}
