/** The JSON that a bench has left -> what is needed to judge it, or every error by its key. Pure. */
import * as v from 'valibot'
import type { Ratio } from '../result.ts'

const Samples = v.array(v.number())

const Kept = v.object({
  bench: v.string(),
  ranAt: v.pipe(v.string(), v.isoTimestamp()),
  settings: v.looseObject({ commit: v.exactOptional(v.string()) }),
  ratios: v.array(
    v.object({
      name: v.string(),
      median: v.number(),
      quartiles: v.strictTuple([v.number(), v.number()]),
      samples: v.pipe(Samples, v.minLength(1)),
    }),
  ),
  failure: v.exactOptional(v.string()),
})

export type KeptBench = {
  /** As a person would type it. */
  readonly file: string
  readonly bench: string
  /** ISO 8601. */
  readonly ranAt: string
  readonly commit: string | undefined
  readonly settings: Readonly<Record<string, unknown>>
  readonly ratios: readonly Ratio[]
  readonly failure?: string
}

export type ParsedBench =
  | { readonly ok: true; readonly kept: KeptBench }
  | { readonly ok: false; readonly errors: readonly string[] }

/** @param file is named in every error. */
export function parseBench(text: string, file: string): ParsedBench {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, errors: [`${file}: expected JSON, found ${String(error)}`] }
  }
  const parsed = v.safeParse(Kept, json, { abortEarly: true })
  if (!parsed.success)
    return { ok: false, errors: parsed.issues.map((issue) => `${file}: ${describe(issue)}`) }
  const { settings, ...rest } = parsed.output
  return { ok: true, kept: { file, ...rest, settings, commit: settings.commit } }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue) ?? 'the file'
  return `${key}: expected ${issue.expected ?? issue.type}, found ${issue.received}`
}
