/** Flags -> what to measure, or every error at once. Pure. */
import { outOf } from './out-of.ts'

export type CitiesOptions = {
  /** A deployment or a running planet; undefined: boot one. */
  readonly url: URL | undefined
  readonly baselineUrl: URL | undefined
  /** Undefined: all that the target has. */
  readonly cities: readonly string[] | undefined
  readonly requests: number
  readonly readOnly: boolean
  /** Few requests: budgets are told, not held. */
  readonly quick: boolean
}

export type CitiesFlags = {
  readonly url?: string
  readonly baselineUrl?: string
  readonly cities?: string
  readonly requests?: string
  readonly quick?: boolean
  readonly readOnly?: boolean
}

export type Parsed<T> =
  | { readonly ok: true; readonly options: T }
  | { readonly ok: false; readonly errors: readonly string[] }

export const DEFAULT_REQUESTS = 50
export const QUICK_REQUESTS = 10
export const QUICK_CITIES: readonly string[] = ['iad', 'bom', 'fra']
const MOST_REQUESTS = 10_000

/** @param known the cities of the planet. */
export function parseCitiesFlags(flags: CitiesFlags, known: readonly string[]): Parsed<CitiesOptions> {
  const { quick = false, readOnly = false } = flags
  const cities = flags.cities?.split(',').map((city) => city.trim())
  const requests = flags.requests ?? String(quick ? QUICK_REQUESTS : DEFAULT_REQUESTS)
  const url = parseUrl(flags.url)
  const baselineUrl = parseUrl(flags.baselineUrl)
  const unknown = (cities ?? []).filter((city) => !known.includes(city))
  const errors = [
    ...(url === 'invalid' ? [`--url: expected an http or https URL, found "${flags.url}"`] : []),
    ...(baselineUrl === 'invalid'
      ? [`--baseline-url: expected an http or https URL, found "${flags.baselineUrl}"`]
      : []),
    ...(flags.baselineUrl && !flags.url
      ? ['--baseline-url: goes with --url; a planet brings its own baseline']
      : []),
    ...unknown.map((city) => `--cities: expected some of ${known.join(', ')}, found "${city}"`),
    ...outOf('--requests', requests, 1, MOST_REQUESTS),
  ]
  if (errors.length > 0 || url === 'invalid' || baselineUrl === 'invalid') return { ok: false, errors }
  const chosen = cities ?? (quick ? QUICK_CITIES : undefined)
  return {
    ok: true,
    options: {
      url,
      baselineUrl,
      cities: chosen && [...new Set(chosen)],
      requests: Number(requests),
      readOnly,
      quick,
    },
  }
}

export type ReportOptions = {
  /** Measure first; undefined: report a kept result. */
  readonly run: CitiesOptions | undefined
  /** Of a kept result; undefined: the newest. */
  readonly from: string | undefined
  /** Of the page; undefined: beside the results. */
  readonly out: string | undefined
}

export type ReportFlags = CitiesFlags & {
  readonly run?: boolean
  readonly from?: string
  readonly out?: string
}

/** @param known the cities of the planet. */
export function parseReportFlags(
  { run = false, from, out, ...measuring }: ReportFlags,
  known: readonly string[],
): Parsed<ReportOptions> {
  const parsed = parseCitiesFlags(measuring, known)
  const idle = run ? [] : Object.keys(measuring).map(flagOf)
  const errors = [
    ...(run && from !== undefined ? ['--from: goes without --run, which measures anew'] : []),
    ...idle.map((flag) => `${flag}: goes with --run; a kept result is measured already`),
    ...(run && !parsed.ok ? parsed.errors : []),
  ]
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, options: { run: run && parsed.ok ? parsed.options : undefined, from, out } }
}

/** `baselineUrl` is typed as `--baseline-url`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function parseUrl(value: string | undefined): URL | 'invalid' | undefined {
  if (value === undefined) return undefined
  const url = URL.parse(value)
  return url && ['http:', 'https:'].includes(url.protocol) ? url : 'invalid'
}
