/** The text of bench/budgets.json -> budgets, or every error by its key. Pure. */
import * as v from 'valibot'

const Text = v.pipe(v.string(), v.minLength(1))
const Limit = v.pipe(v.number(), v.finite())
const Milliseconds = v.pipe(v.number(), v.gtValue(0))

const Day = v.pipe(v.string(), v.isoDate())
/** Of the limit, or of what is measured under it while the limit stays. */
const Change = v.union([
  v.strictObject({ date: Day, from: Limit, to: Limit, reason: Text }),
  v.strictObject({ date: Day, measuredOtherwise: Text, reason: Text }),
])

const BudgetSchema = v.strictObject({
  /** Whose result tells it, and the name of its ratio there. */
  bench: Text,
  name: Text,
  /** What the number is held against. */
  against: Text,
  /** What nothing could do better than, where there is such a number. */
  best: v.exactOptional(Limit),
  /** What of the ratio's samples is held to the limit. */
  of: v.optional(v.picklist(['median', 'p95', 'least', 'most']), 'median'),
  op: v.picklist(['<=', '>=']),
  limit: Limit,
  /** Round trips may take so many milliseconds more, of a way that takes so many. */
  plus: v.exactOptional(v.strictObject({ ms: Milliseconds, ofMs: Milliseconds })),
  unit: v.exactOptional(Text),
  reason: Text,
  /** The oldest first. */
  changes: v.array(Change),
})

export type Budget = Readonly<v.InferOutput<typeof BudgetSchema>>

export type ParsedBudgets =
  | { readonly ok: true; readonly budgets: readonly Budget[] }
  | { readonly ok: false; readonly errors: readonly string[] }

export function parseBudgets(text: string): ParsedBudgets {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, errors: [`${FILE}: expected JSON, found ${String(error)}`] }
  }
  const parsed = v.safeParse(v.pipe(v.array(BudgetSchema), v.minLength(1)), json)
  const errors = parsed.success ? contradictions(parsed.output) : parsed.issues.map(describe)
  if (parsed.success && errors.length === 0) return { ok: true, budgets: parsed.output }
  return { ok: false, errors: errors.map((error) => `${FILE}: ${error}`) }
}

const FILE = 'bench/budgets.json'

/** Each change of the limit begins where the one before ended, and the last one ends at the limit. */
function contradictions(budgets: readonly Budget[]): readonly string[] {
  const keys = budgets.map(({ bench, name }) => `${bench}: ${name}`)
  return [
    ...keys
      .filter((key, index) => keys.indexOf(key) !== index)
      .map((key) => `expected each name once, found "${key}" twice`),
    ...budgets.flatMap(({ changes, limit }, index) => {
      const moves = changes.flatMap((change, at) => ('to' in change ? { ...change, at } : []))
      return moves.flatMap(({ to, at }, nth) => {
        const next = moves[nth + 1]?.from ?? limit
        if (to === next) return []
        const what = moves[nth + 1] ? 'where the next change begins' : 'the limit'
        return [`${index}.changes.${at}.to: expected ${next}, ${what}, found ${to}`]
      })
    }),
  ]
}

function describe(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue) ?? 'the file'
  if (issue.expected === 'never') return `${key}: expected no such key, found ${issue.received}`
  if (issue.received === 'undefined') return `${key}: expected ${issue.expected ?? issue.type}, found nothing`
  return `${key}: expected ${issue.expected ?? issue.type}, found ${issue.received}`
}
