/** The idle slot to no replicas, once the release in the active one has proved itself. Pure. */
import { type Decision, decided, editOf, type Sight, wayBack } from './decision.ts'
import type { Finding } from './finding.ts'
import { idleSlot, type Release, tagText } from './release.ts'

export type RetireWish = { readonly force?: boolean | undefined }

export function retire(sight: Sight, { force }: RetireWish): Decision {
  const { environment, releases } = sight
  return decided({
    changes: releases.map((release) => {
      const slot = idleSlot(release)
      const { replicas, tag } = release.slots[slot]
      return {
        release,
        edits: replicas === 0 ? [] : [editOf(slot, 'replicas', 0)],
        entry: { action: 'retire', environment, region: release.region, slot },
        tag,
      }
    }),
    findings: releases.flatMap((release) => candidate(sight, release)),
    force,
  })
}

/** Who retires all regions while one is still to be flipped would take its next release away. */
function candidate(sight: Sight, release: Release): readonly Finding[] {
  const slot = idleSlot(release)
  const idle = release.slots[slot]
  if (idle.replicas === 0 || wayBack(sight, release)) return []
  return [
    {
      file: release.file,
      key: `slots.${slot}.tag`,
      expected: 'a release that traffic was moved away from',
      found: `${tagText(idle)}, of which the history knows no such thing: it may be the next one`,
      forceable: true,
    },
  ]
}
