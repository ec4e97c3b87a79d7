/** The receipts that the page remembers. Pure. */
import type { Receipt } from '../../../../protocol/operators/status.ts'
import type { Metric } from '../../../../protocol/server-timing.ts'
import { coloId } from './colos.ts'

/** How far back the page remembers. */
export const MEMORY_MS = 15 * 60_000

/** The most receipts it keeps: enough for nine per second. */
const KEPT = 8000

/** @returns all of them, newest first, each once, without those that are too old. */
export function remember(
  known: readonly Receipt[],
  came: readonly Receipt[],
  nowMs: number,
): readonly Receipt[] {
  const keys = new Set(known.map(keyOf))
  const fresh = came.filter((receipt) => !keys.has(keyOf(receipt)))
  if (fresh.length === 0 && (known.at(-1)?.atMs ?? nowMs) > nowMs - MEMORY_MS) return known
  return [...fresh, ...known]
    .filter(({ atMs }) => atMs > nowMs - MEMORY_MS)
    .toSorted((a, b) => b.atMs - a.atMs)
    .slice(0, KEPT)
}

/** One trace may hold several requests. */
export function keyOf({ traceId, atMs, colo, method, path }: Receipt): string {
  return `${traceId} ${atMs} ${colo} ${method} ${path}`
}

const PARTS = ['client', 'edge', 'net', 'app', 'wait', 'db', 'wan']

/** @returns the whole time in milliseconds: its parts together; where there are none, the gateway's own measure. */
export function tookMs({ parts, totalMs }: Receipt): number {
  const sum = PARTS.reduce((ms, name) => ms + (parts[name] ?? 0), 0)
  return sum > 0 ? sum : totalMs
}

/** @returns its parts, as `Server-Timing` would say them. */
export function metricsOf({ parts, region, data, floorMs, alt }: Receipt): readonly Metric[] {
  const db = data === 'primary' && !('wan' in parts) ? 'primary' : 'replica'
  const desc: Readonly<Record<string, string | undefined>> = { net: region ?? undefined, db }
  return [
    ...Object.entries(parts)
      .filter(([name]) => PARTS.includes(name))
      .map(([name, durMs]) => ({ name, durMs, ...(desc[name] ? { desc: desc[name] } : {}) })),
    ...(floorMs === null ? [] : [{ name: 'floor', durMs: floorMs }]),
    ...(alt ? [{ name: 'alt', durMs: alt.ms, desc: alt.region }] : []),
  ]
}

export type Filter = {
  readonly colo: string
  readonly region: string
  readonly intent: string
}

/** Empty stands for all. */
export const NO_FILTER: Filter = { colo: '', region: '', intent: '' }

/** What a filter calls the region of a request that none answered. */
export const UNANSWERED = 'none'

export function matches(filter: Filter, { colo, region, intent }: Receipt): boolean {
  return (
    (filter.colo === '' || filter.colo === coloId(colo)) &&
    (filter.region === '' || filter.region === (region ?? UNANSWERED)) &&
    (filter.intent === '' || filter.intent === intent)
  )
}
