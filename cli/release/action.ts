/** The four things that change a release, and when one that was decided on still is what was meant. Pure. */
import { type BumpWish, bump } from './bump.ts'
import type { Change, Decision, Sight } from './decision.ts'
import { type FlipWish, flip } from './flip.ts'
import { isSameRelease, type Release } from './release.ts'
import { type RetireWish, retire } from './retire.ts'
import { rollback } from './rollback.ts'

export type ActionName = 'bump' | 'flip' | 'rollback' | 'retire'

export type Action = {
  readonly name: ActionName
  decide(sight: Sight, areNamed: boolean): Decision
  /** The first line of the commit's message. */
  subject(environment: string, changes: readonly Change[]): string
  /** Whether what others have changed meanwhile leaves the meaning of it. */
  stillHolds(before: Release, now: Release): boolean
}

export function bumpAction(wish: BumpWish): Action {
  return {
    name: 'bump',
    decide: (sight) => bump(sight, wish),
    subject: (environment, changes) =>
      `Put ${tagsOf(changes)} into the idle ${slots(changes)} of ${environment} in ${regionsOf(changes)}`,
    // Another candidate was there, or is: whichever comes last. A slot that has just lost its traffic is none.
    stillHolds: (before, now) => before.activeSlot === now.activeSlot,
  }
}

export function flipAction(wish: FlipWish): Action {
  return {
    name: 'flip',
    decide: (sight) => flip(sight, wish),
    subject: (environment, changes) => `Flip ${environment} to ${tagsOf(changes)} in ${regionsOf(changes)}`,
    stillHolds: isSameRelease,
  }
}

export function rollbackAction(): Action {
  return {
    name: 'rollback',
    decide: rollback,
    subject: (environment, changes) =>
      `Roll ${environment} back to ${tagsOf(changes)} in ${regionsOf(changes)}`,
    stillHolds: isSameRelease,
  }
}

export function retireAction(wish: RetireWish): Action {
  return {
    name: 'retire',
    decide: (sight) => retire(sight, wish),
    subject: (environment, changes) =>
      `Retire ${tagsOf(changes)} in the idle ${slots(changes)} of ${environment} in ${regionsOf(changes)}`,
    stillHolds: isSameRelease,
  }
}

function tagsOf(changes: readonly Change[]): string {
  return [...new Set(changes.map(({ tag }) => tag || 'nothing'))].join(' and ')
}

function regionsOf(changes: readonly Change[]): string {
  return changes.map(({ release }) => release.region).join(', ')
}

function slots({ length }: readonly Change[]): string {
  return length === 1 ? 'slot' : 'slots'
}
