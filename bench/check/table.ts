/** Budgets held to results -> the text on the terminal. Pure: the time is an argument. */
import colors from 'picocolors'
import { limitText, numberText, titleOf } from '../judge.ts'
import { plural } from '../report/numbers.ts'
import { spreadOf } from '../spread.ts'
import type { Found, Held } from './held.ts'

export type Now = {
  readonly date: Date
  /** Of the working tree; undefined where it is none. */
  readonly commit: string | undefined
}

export function formatHeld(held: readonly Held[], runs: number, now: Now): string {
  return [...held.flatMap((each) => linesOf(each, now)), '', sumOf(held, runs)].join('\n')
}

function linesOf({ budget, state, found, why }: Held, now: Now): readonly string[] {
  const word = { met: colors.green('met'), missed: colors.red('missed'), 'not measured': colors.yellow('?') }
  const title = `${budget.bench}: ${colors.bold(titleOf(budget))}`
  return [
    `${word[state]} ${title}, ${limitText(budget)}`,
    ...found.map((each) => `    ${foundText(each, budget.unit)} ${colors.dim(sourceOf(each, now))}`),
    ...(why === undefined ? [] : [`    ${state === 'not measured' ? 'not measured: ' : ''}${why}`]),
  ]
}

function foundText(found: Found, unit: string | undefined): string {
  const { value, samples, met } = found
  const [low, high] = spreadOf(found).map((each) => numberText(each))
  const text = numberText(value, unit)
  const spread = samples.length > 1 ? ` (${low} to ${high}, n ${samples.length})` : ''
  return `${met ? text : colors.red(text)}${spread}`
}

function sourceOf({ file, commit, ranAt }: Found, now: Now): string {
  const same = commit !== undefined && commit === now.commit
  const of =
    commit === undefined ? 'of no commit' : `of ${shortCommit(commit)}${same ? '' : ', not this one'}`
  return `${file}, ${of}, ${ageText(now.date.getTime() - Date.parse(ranAt))} old`
}

/** @returns ten letters, and a `+` where files differed from it. */
export function shortCommit(commit: string): string {
  return `${commit.slice(0, 10)}${commit.endsWith('+') ? '+' : ''}`
}

/** @returns such as "4 minutes", "3 hours" and "2 days". */
export function ageText(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 120) return plural(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day')
}

function sumOf(held: readonly Held[], runs: number): string {
  const count = (state: Held['state']) => held.filter((each) => each.state === state).length
  const [met, missed, unmeasured] = [count('met'), count('missed'), count('not measured')]
  const often = runs === 1 ? '' : ` in ${WORDS[runs] ?? runs} runs out of ${WORDS[runs] ?? runs}`
  if (met === held.length) return colors.green(`The budgets hold${often}.`)
  const rest = [
    ...(missed > 0 ? [colors.red(`${missed} missed`)] : []),
    ...(unmeasured > 0 ? [colors.yellow(`${unmeasured} not measured`)] : []),
  ]
  return `${met} of ${plural(held.length, 'budget')} hold${often}; ${rest.join(', ')}.`
}

const WORDS: Readonly<Record<number, string>> = { 2: 'two', 3: 'three', 4: 'four', 5: 'five' }
