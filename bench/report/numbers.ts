/** Numbers -> words of a report. Pure. */

/** @returns such as "0.6 ms", "16 ms", "1,288 ms": a decimal only under ten, where it tells something. */
export function milliseconds(ms: number): string {
  return `${ratio(ms)} ms`
}

/** @returns such as "1.4" and "14". */
export function ratio(times: number): string {
  return (Math.abs(times) < 9.95 ? ONE_DECIMAL : WHOLE).format(times)
}

/** For tables: one decimal, whatever the size. */
export function exact(value: number | undefined): string {
  return value === undefined ? '–' : ONE_DECIMAL.format(value)
}

/** @returns such as "3,600". */
export function whole(count: number): string {
  return WHOLE.format(count)
}

/** @param share 0 to 1. */
export function percent(share: number): string {
  return `${whole(share * 100)} %`
}

/** @returns "1 city" or "9 cities". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`
}

/** @returns such as "Ashburn, London and Tokyo". */
export function listed(names: readonly string[]): string {
  return LIST.format(names)
}

/** @param iso an ISO 8601 time. @returns such as "24 November 2026" and "16:51 UTC". */
export function momentOf(iso: string): { readonly day: string; readonly time: string } {
  const date = new Date(iso)
  return { day: DAY.format(date), time: `${date.toISOString().slice(11, 16)} UTC` }
}

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const ONE_DECIMAL = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const LIST = new Intl.ListFormat('en-GB')
