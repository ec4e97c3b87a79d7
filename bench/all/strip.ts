/** A ratio's samples -> a small drawing: least to most, the middle half where there is one, the median, and the limit. Pure. */
import { coordinate, html, type Markup } from '../report/markup.ts'
import type { Ratio } from '../result.ts'
import { hasHalf, spreadOf } from '../spread.ts'

const WIDTH = 140
const HEIGHT = 16
const MARGIN = 4

/** @param limit of its budget; undefined: none. */
export function stripOf(ratio: Ratio, limit: number | undefined): Markup {
  const { samples, median } = ratio
  const all = [...samples, ...(limit === undefined ? [] : [limit])]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const x = (value: number) =>
    coordinate(high > low ? MARGIN + ((value - low) / (high - low)) * (WIDTH - 2 * MARGIN) : WIDTH / 2)
  const [from, to] = spreadOf(ratio).map(x) as [number, number]
  const middle = HEIGHT / 2
  return html`<svg class="strip" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><path class="whisker" d="M${x(Math.min(...samples))} ${middle}H${x(Math.max(...samples))}"/>${hasHalf(ratio) && html`<rect class="half" x="${coordinate(from - 1)}" y="4" width="${coordinate(to - from + 2)}" height="8"/>`}<path class="median" d="M${x(median)} 2V14"/>${limit !== undefined && html`<path class="limit" d="M${x(limit)} 0V16"/>`}</svg>`
}
