/** Whether a slot could take the traffic. Pure. */
import type { Finding } from './finding.ts'
import { A_DIGEST, A_TAG, isDigest, isTag } from './image.ts'
import type { Release, Slot } from './release.ts'

/** @returns what keeps the slot from it, each with its key. */
export function unfit({ file, slots }: Release, slot: Slot): readonly Finding[] {
  const { tag, digest, replicas } = slots[slot]
  const at = (key: string) => ({ file, key: `slots.${slot}.${key}` })
  return [
    ...(isTag(tag) ? [] : [{ ...at('tag'), expected: A_TAG, found: JSON.stringify(tag) }]),
    ...(isDigest(digest) ? [] : [{ ...at('digest'), expected: A_DIGEST, found: JSON.stringify(digest) }]),
    ...(replicas > 0 ? [] : [{ ...at('replicas'), expected: 'at least 1', found: String(replicas) }]),
  ]
}
