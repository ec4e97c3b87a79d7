/** What an environment releases, region by region. Reads files and history alone. */
import type { Clone } from './clone.ts'
import { regionsOf } from './files.ts'
import type { Finding } from './finding.ts'
import { flip } from './flip.ts'
import { type ReleaseCommit, readHistory } from './history.ts'
import { dirtyFiles, readFiles } from './look.ts'
import { readMoves } from './moves.ts'
import { idleSlot, type Release, type Slot, type SlotRelease } from './release.ts'

export type RegionStatus = {
  readonly region: string
  readonly file: string
  readonly active: (SlotRelease & { readonly slot: Slot }) | null
  readonly idle: (SlotRelease & { readonly slot: Slot }) | null
  /** What keeps a flip from being made; empty where one would be. */
  readonly flip: readonly Finding[]
  /** What is not valid in the file. */
  readonly errors: readonly Finding[]
  /** The file is not as it was committed. */
  readonly dirty: boolean
  readonly last: Pick<ReleaseCommit, 'sha' | 'by' | 'atMs' | 'subject'> | null
}

export type EnvironmentStatus = {
  readonly environment: string
  readonly regions: readonly RegionStatus[]
  /** Which regions each release takes the traffic in; more than one: they differ. */
  readonly active: readonly {
    readonly tag: string
    readonly digest: string
    readonly regions: readonly string[]
  }[]
  /** Release commits that the upstream does not have; null where there is no upstream. */
  readonly unpushed: readonly string[] | null
}

export function readStatus(
  clone: Clone,
  environment: string,
  upstream: string | undefined,
): EnvironmentStatus {
  const files = readFiles(clone, environment, regionsOf(clone.root, environment, undefined))
  const dirty = dirtyFiles(
    clone,
    files.map(({ file }) => file),
  )
  const history = readHistory(clone)
  const moves = readMoves(clone.root, environment, history)
  const regions = files.map(({ file, parsed }): RegionStatus => {
    const last = history.find((commit) => commit.files.includes(file))
    const shared = {
      region: file.slice(file.lastIndexOf('/') + 1, -'.yaml'.length),
      file,
      dirty: dirty.includes(file),
      last: last ? { sha: last.sha, by: last.by, atMs: last.atMs, subject: last.subject } : null,
    }
    if (!parsed.ok) return { ...shared, active: null, idle: null, flip: [], errors: parsed.findings }
    const { release } = parsed
    const decision = flip({ environment, releases: [release], moves }, {})
    return {
      ...shared,
      active: { slot: release.activeSlot, ...release.slots[release.activeSlot] },
      idle: { slot: idleSlot(release), ...release.slots[idleSlot(release)] },
      flip: decision.ok ? [] : decision.findings,
      errors: [],
    }
  })
  const releases = files.flatMap(({ parsed }) => (parsed.ok ? [parsed.release] : []))
  return { environment, regions, active: byImage(releases), unpushed: unpushed(clone, environment, upstream) }
}

function byImage(releases: readonly Release[]): EnvironmentStatus['active'] {
  const groups = Map.groupBy(
    releases,
    ({ activeSlot, slots }) => `${slots[activeSlot].tag} ${slots[activeSlot].digest}`,
  )
  return [...groups].map(([name, members]) => {
    const [tag = '', digest = ''] = name.split(' ')
    return { tag, digest, regions: members.map(({ region }) => region) }
  })
}

function unpushed(clone: Clone, environment: string, upstream: string | undefined): readonly string[] | null {
  if (upstream === undefined) return null
  return readHistory(clone, `${upstream}..HEAD`)
    .filter(({ files }) => files.some((file) => file.includes(`/releases/${environment}/`)))
    .map(({ sha }) => sha)
}
