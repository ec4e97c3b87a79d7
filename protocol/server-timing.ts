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
  const metrics: Metric[] = []
  for (const [, name = '', parameters = ''] of matchesOf(MEMBER, value)) {
    const metric: { name: string; durMs?: number; desc?: string } = { name }
    let dur: string | undefined
    for (const [, key = '', quoted, plain] of matchesOf(PARAMETER, parameters)) {
      const text = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? ''
      // Of two of one name the first counts.
      if (key.toLowerCase() === 'dur') dur ??= text
      else if (key.toLowerCase() === 'desc') metric.desc ??= text
    }
    const durMs = Number.parseFloat(dur ?? '')
    if (Number.isFinite(durMs)) metric.durMs = durMs
    metrics.push(metric)
  }
  return metrics
}

/** `matchAll` without the copy of the pattern that it makes for each text. */
function matchesOf(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) found.push(match)
  return found
}

/** @returns the sum in milliseconds of those metrics of `names` that are there. */
export function sumMetrics(metrics: readonly Metric[], names: readonly MetricName[]): number {
  let sum = 0
  for (const { name, durMs = 0 } of metrics) if ((names as readonly string[]).includes(name)) sum += durMs
  return sum
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
