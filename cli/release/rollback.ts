/** Traffic back to where the last flip took it from. Pure. */
import { type Decision, decided, lastMove, moveText, type Sight } from './decision.ts'
import type { Finding } from './finding.ts'
import type { Move } from './moves.ts'
import { isSameImage, type Release, shownImage } from './release.ts'
import { unfit } from './unfit.ts'

/**
 * @param sight with the regions that were asked for.
 * @param areNamed whether they were, or stand for all: then those are meant where the release that was moved last takes traffic
 *   by a flip.
 */
export function rollback(sight: Sight, areNamed: boolean): Decision {
  const { environment } = sight
  const releases = areNamed ? sight.releases : releasesOfLast(sight)
  if (releases.length === 0) return { ok: false, findings: [nothingToUndo(sight)] }
  const pairs = releases.map((release) => ({ release, move: lastMove(sight, release) }))
  return decided({
    changes: pairs.flatMap(({ release, move }) => {
      if (!move) return []
      const { from, to } = move
      return {
        release,
        edits: [{ path: ['activeSlot'], value: from }],
        entry: { action: 'rollback', environment, region: release.region, from: to, to: from },
        tag: release.slots[from].tag,
      }
    }),
    findings: pairs.flatMap(({ release, move }) => inTheWay(environment, release, move)),
  })
}

function releasesOfLast({ moves: [last, ...others], releases }: Sight): readonly Release[] {
  if (!last) return []
  const image = last.action === 'flip' ? last.reached : last.left
  const byFlip = [last, ...others].filter(({ action }) => action === 'flip').map(({ region }) => region)
  return releases.filter(
    ({ region, activeSlot, slots }) =>
      byFlip.includes(region) && image !== undefined && isSameImage(slots[activeSlot], image),
  )
}

function nothingToUndo({ environment, moves: [last] }: Sight): Finding {
  const found = last
    ? `${moveText(last)} as the last move, and its release nowhere by a flip`
    : 'no flip in the history'
  return { file: environment, key: 'activeSlot', expected: 'a flip to undo', found }
}

function inTheWay(environment: string, release: Release, move: Move | undefined): readonly Finding[] {
  const { file, activeSlot, slots } = release
  const expected = 'a flip to undo'
  if (!move) return [{ file, key: 'activeSlot', expected, found: 'no flip in the history' }]
  if (move.action === 'rollback')
    return [
      { file, key: 'activeSlot', expected, found: `${moveText(move)}: the last flip is undone already` },
    ]
  if (activeSlot !== move.to) {
    const found = `${activeSlot}: it was changed by hand since`
    return [{ file, key: 'activeSlot', expected: `${move.to}, as ${moveText(move)} left it`, found }]
  }
  const before = slots[move.from]
  const at = { file, key: `slots.${move.from}.tag` }
  if (!move.left) {
    const wanted = `the image that ran before ${moveText(move)}`
    return [{ ...at, expected: wanted, found: 'that the file as it was then can not be read' }]
  }
  if (isSameImage(before, move.left)) {
    const again = `\`bump --env ${environment} --region ${release.region} --tag ${before.tag} --digest ${before.digest}\``
    return unfit(release, move.from).map((finding) => ({
      ...finding,
      found: `${finding.found}: the slot is retired; ${again} brings it up again, then roll back`,
    }))
  }
  const wanted = `${shownImage(move.left)}, which ran before ${moveText(move)}`
  const found = `${shownImage(before)}, put there since: a flip would bring it, a rollback can't`
  return [{ ...at, expected: wanted, found }]
}
