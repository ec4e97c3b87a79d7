/** Latency in five steps, each with a colour of the page. Pure. */

export type Step = { readonly name: string; readonly underMs: number; readonly label: string }

/** 100 ms is what feels at once to a person; the others double or halve it, roughly. */
export const STEPS: readonly Step[] = [
  { name: 'step-1', underMs: 30, label: 'under 30 ms' },
  { name: 'step-2', underMs: 100, label: '30 to 100' },
  { name: 'step-3', underMs: 150, label: '100 to 150' },
  { name: 'step-4', underMs: 200, label: '150 to 200' },
  { name: 'step-5', underMs: Number.POSITIVE_INFINITY, label: '200 and more' },
]

/** @returns the class of a time; of one that is not known, too. */
export function stepOf(ms: number | undefined): string {
  if (ms === undefined) return 'step-none'
  return STEPS.find(({ underMs }) => ms < underMs)?.name ?? 'step-none'
}
