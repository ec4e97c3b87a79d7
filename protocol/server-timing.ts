/**
 * The receipt on the wire: metrics of `Server-Timing` (https://www.w3.org/TR/server-timing/), all in milliseconds.
 *
 * The parts add up: `client + edge + net + app + db + wait + wan` is the whole time of a request.
 * `floor` (physics) and `alt` (the next-best region) stand beside the sum.
 */
export type MetricName = 'client' | 'edge' | 'net' | 'app' | 'db' | 'wait' | 'wan' | 'floor' | 'alt'

export type Metric = {
  readonly name: string
  /** Milliseconds. */
  readonly durMs?: number
  readonly desc?: string
}

/** @returns one metric as a header member: `net;desc="bom";dur=2.1`. Durations keep two decimals. */
export function formatMetric({ name, durMs, desc }: Metric): string {
  const description = desc === undefined ? '' : `;desc="${desc.replaceAll(/["\\]/g, '')}"`
  const duration = durMs === undefined ? '' : `;dur=${round(durMs)}`
  return `${name}${description}${duration}`
}

/** @returns the metrics as the value of a `Server-Timing` header. */
export function formatServerTiming(metrics: readonly Metric[]): string {
  return metrics.map(formatMetric).join(', ')
}

/** Reads a `Server-Timing` value; members it can't read are left out, as the standard asks. */
export function parseServerTiming(value: string | null | undefined): readonly Metric[] {
  if (!value) return []
  return [...value.matchAll(MEMBER)].map((member) => {
    const parameters = [...(member[2] ?? '').matchAll(PARAMETER)]
    const find = (key: string) => {
      const found = parameters.find((parameter) => parameter[1]?.toLowerCase() === key)
      return found?.[2]?.replaceAll(/\\(.)/g, '$1') ?? found?.[3]
    }
    const durMs = Number.parseFloat(find('dur') ?? '')
    const desc = find('desc')
    return {
      name: member[1] ?? '',
      ...(Number.isFinite(durMs) ? { durMs } : {}),
      ...(desc === undefined ? {} : { desc }),
    }
  })
}

/** @returns the sum in milliseconds of those metrics of `names` that are there. */
export function sumMetrics(metrics: readonly Metric[], names: readonly MetricName[]): number {
  return metrics
    .filter(({ name }) => (names as readonly string[]).includes(name))
    .reduce((sum, { durMs }) => sum + (durMs ?? 0), 0)
}

/** What a region spends by itself: everything of it that is not the way there and back. */
export const REGION_METRICS: readonly MetricName[] = ['app', 'db', 'wait', 'wan']

/** @returns the description of `wan`: how many round trips to the primary it was. */
export function describeRoundTrips(count: number): string {
  return `${count} rtt`
}

const VALUE = String.raw`(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))`
const PARAMETER = new RegExp(String.raw`;\s*([\w!#$%&'*+.^|~-]+)\s*=\s*${VALUE}`, 'g')
const MEMBER =
  /([\w!#$%&'*+.^|~-]+)((?:\s*;\s*[\w!#$%&'*+.^|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
