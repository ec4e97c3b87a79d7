/** Where the labels of points stand, so that they cover neither each other nor a point. Pure. */

export type Point = { readonly x: number; readonly y: number }
export type Size = { readonly width: number; readonly height: number }
export type Box = Point & Size
export type Anchor = 'start' | 'middle' | 'end'
/** `x` is where the text begins, has its middle or ends; `y` is the top of the box. */
export type Placed = { readonly x: number; readonly y: number; readonly anchor: Anchor }

/** Greedy: each takes the side where it covers least, the first of those that are as good. */
export function placeLabels(
  points: readonly Point[],
  sizes: readonly Size[],
  within: Box,
): readonly Placed[] {
  const taken: Box[] = points.map(({ x, y }) => ({ x: x - DOT, y: y - DOT, width: 2 * DOT, height: 2 * DOT }))
  return points.map((point, index) => {
    const size = sizes[index] ?? { width: 0, height: 0 }
    const others = taken.filter((_, other) => other !== index)
    const best = SIDES.map((side) => side(point, size))
      .map((candidate) => ({ candidate, cost: cost(candidate.box, others, within) }))
      .reduce((a, b) => (b.cost < a.cost ? b : a))
    taken.push(best.candidate.box)
    return best.candidate.placed
  })
}

/** Half of what a point takes, and the gap to its label. */
const DOT = 11
const GAP = 4

type Candidate = { readonly placed: Placed; readonly box: Box }

const SIDES: readonly ((point: Point, size: Size) => Candidate)[] = [
  ({ x, y }, size) => at(x + DOT + GAP, y - size.height / 2, size, 'start'),
  ({ x, y }, size) => at(x - DOT - GAP, y - size.height / 2, size, 'end'),
  ({ x, y }, size) => at(x, y + DOT + GAP, size, 'middle'),
  ({ x, y }, size) => at(x, y - DOT - GAP - size.height, size, 'middle'),
]

function at(x: number, y: number, size: Size, anchor: Anchor): Candidate {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - size.width : x - size.width / 2
  return { placed: { x, y, anchor }, box: { x: left, y, ...size } }
}

function cost(box: Box, taken: readonly Box[], within: Box): number {
  const inside = overlap(box, within)
  const outside = box.width * box.height - inside
  return outside * 10 + taken.reduce((sum, other) => sum + overlap(box, other), 0)
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
