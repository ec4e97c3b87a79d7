/** An image into the idle slot, at the size of the active one: it takes no traffic. Pure. */
import { type Decision, decided, editOf, type Sight, wayBack } from './decision.ts'
import type { Finding } from './finding.ts'
import { type Image, idleSlot, isSameImage, type Release, shownImage, tagText } from './release.ts'

export type BumpWish = Image & { readonly force?: boolean | undefined }

/** @param wish of an image whose tag and digest are of the right form. */
export function bump(sight: Sight, { force, ...image }: BumpWish): Decision {
  const { environment, releases } = sight
  return decided({
    changes: releases.map((release) => {
      const slot = idleSlot(release)
      const idle = release.slots[slot]
      const { replicas } = release.slots[release.activeSlot]
      const { region } = release
      return {
        release,
        edits: [
          ...(idle.tag === image.tag ? [] : [editOf(slot, 'tag', image.tag)]),
          ...(idle.digest === image.digest ? [] : [editOf(slot, 'digest', image.digest)]),
          ...(idle.replicas === replicas ? [] : [editOf(slot, 'replicas', replicas)]),
        ],
        entry: { action: 'bump', environment, region, slot, tag: image.tag },
        tag: image.tag,
      }
    }),
    findings: releases.flatMap((release) => [...sized(release), ...news(release, image)]),
    notes: releases.flatMap((release) => {
      const idle = release.slots[idleSlot(release)]
      if (isSameImage(idle, image) || !wayBack(sight, release)) return []
      return [
        `${release.region}: ${tagText(idle)} was the way back of the last move; it is not there any more.`,
      ]
    }),
    force,
  })
}

function sized({ file, activeSlot, slots }: Release): readonly Finding[] {
  const { replicas } = slots[activeSlot]
  if (replicas > 0) return []
  return [
    {
      file,
      key: `slots.${activeSlot}.replicas`,
      expected: 'the size that the idle slot is to have, at least 1',
      found: '0',
    },
  ]
}

function news({ file, activeSlot, slots }: Release, image: Image): readonly Finding[] {
  const active = slots[activeSlot]
  const key = (name: keyof Image) => `slots.${activeSlot}.${name}`
  if (active.digest === image.digest) {
    const found = `${shownImage(active)} in the active slot`
    return [
      {
        file,
        key: key('digest'),
        expected: 'another image than the one that takes the traffic',
        found,
        forceable: true,
      },
    ]
  }
  if (active.tag !== image.tag) return []
  const found = `${shownImage(active)} in the active slot`
  return [
    {
      file,
      key: key('tag'),
      expected: `a tag that stands for one image for ever, not ${shownImage(image)}`,
      found,
      forceable: true,
    },
  ]
}
