/** What one region runs, as its file under `releases/` says it. */
import { shortDigest } from './image.ts'

export const SLOTS = ['blue', 'green'] as const
export type Slot = (typeof SLOTS)[number]

export type Image = { readonly tag: string; readonly digest: string }
export type SlotRelease = Image & { readonly replicas: number }

export type Release = {
  readonly region: string
  /** Below the clone's top folder, with `/` between. */
  readonly file: string
  readonly activeSlot: Slot
  readonly slots: Readonly<Record<Slot, SlotRelease>>
}

/** @returns the slot that takes no traffic. */
export function idleSlot({ activeSlot }: Pick<Release, 'activeSlot'>): Slot {
  return activeSlot === 'blue' ? 'green' : 'blue'
}

export function isSameImage(one: Image, other: Image): boolean {
  return one.tag === other.tag && one.digest === other.digest
}

export function isSameRelease(one: Release, other: Release): boolean {
  return (
    one.activeSlot === other.activeSlot &&
    SLOTS.every(
      (slot) =>
        isSameImage(one.slots[slot], other.slots[slot]) &&
        one.slots[slot].replicas === other.slots[slot].replicas,
    )
  )
}

/** @returns `1.5.0 (sha256:0f3c8a91)`, or what says that there is none. */
export function shownImage(image: Image): string {
  return image.digest === '' ? tagText(image) : `${tagText(image)} (${shortDigest(image.digest)})`
}

/** @returns `1.5.0`, or what says that there is none. */
export function tagText({ tag }: Pick<Image, 'tag'>): string {
  return tag === '' ? 'no image' : tag
}
