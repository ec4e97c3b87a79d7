/** Traffic to the idle slot: one line in each region's file. Pure. */
import { type Decision, decided, moveText, type Sight, wayBack } from './decision.ts'
import type { Finding } from './finding.ts'
import { idleSlot, isSameImage, type Release, tagText } from './release.ts'
import { unfit } from './unfit.ts'

export type FlipWish = {
  /** What the idle slots are expected to hold: that which was tried. */
  readonly tag?: string | undefined
  readonly force?: boolean | undefined
}

export function flip(sight: Sight, { tag, force }: FlipWish): Decision {
  const { environment, releases } = sight
  return decided({
    changes: releases.map((release) => {
      const { region, activeSlot: from, slots } = release
      const to = idleSlot(release)
      return {
        release,
        edits: [{ path: ['activeSlot'], value: to }],
        entry: { action: 'flip', environment, region, from, to },
        tag: slots[to].tag,
      }
    }),
    findings: releases.flatMap((release) => {
      const findings = [...unfit(release, idleSlot(release)), ...otherTag(release, tag)]
      return findings.length > 0 ? findings : goingBack(sight, release)
    }),
    notes: notesOn(releases),
    force,
  })
}

function otherTag(release: Release, tag: string | undefined): readonly Finding[] {
  const slot = idleSlot(release)
  const found = release.slots[slot].tag
  if (tag === undefined || found === tag) return []
  return [
    {
      file: release.file,
      key: `slots.${slot}.tag`,
      expected: `${tag}, as --tag says`,
      found: tagText({ tag: found }),
    },
  ]
}

/** Who flips all regions after the first one was flipped alone would bring the old release back there. */
function goingBack(sight: Sight, release: Release): readonly Finding[] {
  const move = wayBack(sight, release)
  if (!move) return []
  const slot = idleSlot(release)
  const found = tagText(release.slots[slot])
  return [
    {
      file: release.file,
      key: `slots.${slot}.tag`,
      expected: 'a release that traffic was not just taken from',
      found: `${found}, which it left by ${moveText(move)}${move.action === 'flip' ? '; `rollback` goes back' : ''}`,
      forceable: true,
    },
  ]
}

function notesOn(releases: readonly Release[]): readonly string[] {
  const tags = new Set(releases.map((release) => release.slots[idleSlot(release)].tag))
  return [
    ...(tags.size > 1 ? [`Regions get different releases: ${[...tags].join(', ')}.`] : []),
    ...releases.flatMap((release) => {
      const { region, activeSlot, slots } = release
      const [active, idle] = [slots[activeSlot], slots[idleSlot(release)]]
      return [
        ...(isSameImage(active, idle) ? [`${region}: both slots hold ${tagText(idle)}.`] : []),
        ...(idle.replicas < active.replicas
          ? [`${region}: ${idle.replicas} replicas take over from ${active.replicas}.`]
          : []),
      ]
    }),
  ]
}
