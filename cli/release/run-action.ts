/** One action from the command line: decides, writes, commits, and pushes where that is asked for. */
import { CliFailure } from '../exit.ts'
import { printable } from '../printable.ts'
import type { Action } from './action.ts'
import { assertCommittable, type Clone, openClone } from './clone.ts'
import { commitRewrites, dropCommit, type Rewrite } from './commit.ts'
import type { Change, Decision } from './decision.ts'
import { diffText } from './diff.ts'
import { editText } from './edit.ts'
import { readHistory } from './history.ts'
import { withLock } from './lock.ts'
import { type Looked, lookAt, refused } from './look.ts'
import { commitMessage } from './message.ts'
import { nextSteps, type Step } from './next.ts'
import { catchUp, pushHead, upstreamOf } from './push.ts'

export type ActionOptions = {
  readonly env: string
  readonly region?: readonly string[]
  readonly repo: string
  readonly message?: string
  readonly why?: string
  readonly dryRun?: boolean
  readonly push?: boolean
}

export type Outcome = {
  readonly action: Action['name']
  readonly environment: string
  /** Those that have changed, or would. */
  readonly regions: readonly string[]
  readonly dryRun: boolean
  readonly subject: string | null
  readonly commit: string | null
  readonly branch: string | null
  readonly pushed: boolean
  readonly notes: readonly string[]
  readonly diff: string
  readonly next: readonly Step[]
}

/** How often a push that somebody has overtaken is tried again, decided on anew each time. */
const PUSH_TRIES = 5

export function runAction(action: Action, options: ActionOptions): Outcome {
  const clone = openClone(options.repo)
  assertCommittable(clone)
  return withLock(clone.gitDir, () => {
    const first = lookAt(clone, options.env, options.region)
    if (options.push && !options.dryRun) return pushed(action, options, clone, first)
    const plan = planOf(action, options, clone, first)
    const isDone = options.dryRun || plan.rewrites.length === 0
    return plan.outcome(isDone ? null : commit(clone, plan), false)
  })
}

/** Each try begins with what the remote has, and ends there or nowhere. */
function pushed(action: Action, options: ActionOptions, opened: Clone, first: Looked): Outcome {
  const upstream = upstreamOf(opened)
  for (let tries = 0; tries < PUSH_TRIES; tries++) {
    const clone = { ...opened, head: catchUp(opened, upstream) }
    const now = lookAt(clone, options.env, options.region)
    assertUnmoved(action, opened, first, now)
    const plan = planOf(action, options, clone, now)
    if (plan.rewrites.length === 0) return plan.outcome(null, false)
    const sha = commit(clone, plan)
    try {
      if (pushHead(clone, upstream)) return plan.outcome(sha, true)
    } catch (error) {
      dropCommit(clone, sha, plan.rewrites)
      throw error
    }
    dropCommit(clone, sha, plan.rewrites)
  }
  throw new CliFailure(`Nothing was changed: others were quicker with ${PUSH_TRIES} pushes. Run it again.`)
}

type Plan = {
  readonly rewrites: readonly Rewrite[]
  readonly message: string
  outcome(commit: string | null, pushed: boolean): Outcome
}

function planOf(action: Action, options: ActionOptions, clone: Clone, looked: Looked): Plan {
  const { env: environment, why, dryRun = false } = options
  const decision = action.decide(looked, options.region !== undefined)
  if (!decision.ok) throw refusal(action, environment, clone, decision)
  const changes = decision.changes.filter(({ edits }) => edits.length > 0)
  const rewrites = changes.map((change) => rewriteOf(change, looked))
  const subject = options.message ?? action.subject(environment, changes)
  return {
    rewrites,
    message: commitMessage({ subject, why, forced: decision.forced, changes }),
    outcome: (sha, isPushed) => ({
      action: action.name,
      environment,
      regions: changes.map(({ release }) => release.region),
      dryRun,
      subject: changes.length > 0 ? subject : null,
      commit: sha,
      branch: clone.branch ?? null,
      pushed: isPushed,
      notes: decision.notes,
      diff: rewrites.map(({ file, before, after }) => diffText(file, before, after)).join('\n'),
      next: sha === null ? [] : nextSteps({ action: action.name, environment, changes, pushed: isPushed }),
    }),
  }
}

function rewriteOf({ release: { file }, edits }: Change, { texts }: Looked): Rewrite {
  const before = texts.get(file) ?? ''
  return { file, before, after: editText(before, edits) }
}

function commit(clone: Clone, { rewrites, message }: Plan): string {
  return commitRewrites(clone, rewrites, message)
}

function refusal(
  { name }: Action,
  environment: string,
  { isShallow }: Clone,
  { findings }: Extract<Decision, { ok: false }>,
): CliFailure {
  const hint =
    isShallow && name !== 'bump' ? 'The history of this clone is cut off: git fetch --unshallow' : undefined
  return refused(`Nothing was changed: the ${name} of ${environment} is refused.`, findings, hint)
}

/** What was decided on here was perhaps not what stood there: nobody's flip is undone by one who has not seen it. */
function assertUnmoved(action: Action, opened: Clone, first: Looked, now: Looked): void {
  const moved = [...first.releases, ...now.releases].filter(({ region }) => {
    const [before, after] = [first, now].map(({ releases }) =>
      releases.find((each) => each.region === region),
    )
    return !before || !after || !action.stillHolds(before, after)
  })
  if (moved.length === 0) return
  const files = moved.map(({ file }) => file)
  const regions = [...new Set(moved.map(({ region }) => region))]
  const commits = readHistory(opened, `${opened.head}..HEAD`).filter((each) =>
    each.files.some((file) => files.includes(file)),
  )
  throw new CliFailure(
    [
      `Nothing was changed: somebody was quicker in ${regions.join(', ')}.`,
      ...commits.map(
        ({ sha, by, subject }) => `  ${sha.slice(0, 8)} ${printable(by)}: ${printable(subject)}`,
      ),
      'This clone has it now. Look (nearside release status), and decide again.',
    ].join('\n'),
    1,
    { overtakenBy: commits.map(({ sha, by, subject }) => ({ sha, by, subject })) },
  )
}
