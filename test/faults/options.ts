/** Flags -> what to run, or every error at once. Pure. */
export type FaultsFlags = {
  readonly minutes: string
  readonly sessions: string
  readonly seed?: string
}

export type FaultsOptions = {
  readonly durationMs: number
  readonly sessions: number
  /** Undefined: any. */
  readonly seed: number | undefined
}

export type ParsedFlags =
  | { readonly ok: true; readonly options: FaultsOptions }
  | { readonly ok: false; readonly errors: readonly string[] }

export function parseFaultsFlags({ minutes, sessions, seed }: FaultsFlags): ParsedFlags {
  const errors = [
    ...(Number(minutes) > 0 && Number(minutes) <= MOST_MINUTES
      ? []
      : [`--minutes: expected more than 0 and at most ${MOST_MINUTES}, found "${minutes}"`]),
    ...wholeNumber('--sessions', sessions, 1, MOST_SESSIONS),
    ...(seed === undefined ? [] : wholeNumber('--seed', seed, 0, MAX_SEED)),
  ]
  if (errors.length > 0) return { ok: false, errors }
  const options = {
    durationMs: Number(minutes) * 60_000,
    sessions: Number(sessions),
    seed: seed === undefined ? undefined : Number(seed),
  }
  return { ok: true, options }
}

export const MAX_SEED = 2 ** 32 - 1
const MOST_MINUTES = 24 * 60
const MOST_SESSIONS = 1_000

function wholeNumber(flag: string, text: string, least: number, most: number): readonly string[] {
  const value = Number(text)
  const isFine = text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most
  return isFine ? [] : [`${flag}: expected a whole number from ${least} to ${most}, found "${text}"`]
}
