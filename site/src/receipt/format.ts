/** Numbers for people. Pure. */

/** @returns `198 ms`, `9.1 ms`, `<0.1 ms`: one decimal below 10. */
export function formatMs(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 0.05) return '<0.1 ms'
  return `${milliseconds.toLocaleString('en', { maximumFractionDigits: milliseconds < 9.95 ? 1 : 0 })} ms`
}

/** @returns `$24.50` of 2450. */
export function formatPrice(cents: number): string {
  return (cents / 100).toLocaleString('en', { style: 'currency', currency: 'USD' })
}
