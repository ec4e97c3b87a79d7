/** Times, shares and durations as the command writes and reads them. Pure: no clock. */

/** @returns `2026-11-24 14:00 UTC`. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** @returns `0.8`, `2.1`, `187`: milliseconds, without the unit; a dash where there are none. */
export function millis(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–'
  return Math.abs(ms) < 10 ? ms.toFixed(1) : ms.toFixed(0)
}

/** @returns `25%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`
}

/** @returns `4 s`, `12 min`, `2 h`, `3 d`: the largest unit that has at least two of it, rounded. */
export function duration(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= 2 * size) ?? (['s', 1000] as const)
  return `${Math.max(0, Math.round(ms / unitMs))} ${unit}`
}

/** @returns the milliseconds of `90s`, `30m`, `2h` or `1d`, or undefined where it is of another form. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?)\s*(s|m|h|d)$/.exec(text.trim()) ?? []
  const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? '']
  return unitMs === undefined || Number(amount) === 0 ? undefined : Math.round(Number(amount) * unitMs)
}

/** @returns the share of `25%` or `0.25`, or undefined where it is none from 0 to 1. */
export function parseShare(text: string): number | undefined {
  const [, number, sign] = /^(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(%?)$/.exec(text.trim()) ?? []
  if (number === undefined) return undefined
  const share = sign ? Number(number) / 100 : Number(number)
  return share <= 1 ? share : undefined
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const
