/** Which words on the map have room, and on which side of their point. Pure. */

export type Side = 'right' | 'left' | 'top' | 'bottom'

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

export type Spot = { readonly id: string; readonly x: number; readonly y: number; readonly text: string }

export type Placed = Spot & { readonly side: Side }

const SIDES: readonly Side[] = ['right', 'left', 'top', 'bottom']
const LETTER_WIDTH = 8
const HEIGHT = 14
const GAP = 7

/**
 * @param taken what stands there already.
 * @returns the words that fit, in the order of the spots; what finds no room is left out.
 */
export function placeLabels(spots: readonly Spot[], taken: readonly Box[]): readonly Placed[] {
  const placed: Placed[] = []
  const boxes = [...taken]
  for (const spot of spots) {
    const side = SIDES.find((each) => !boxes.some((box) => overlap(box, boxOf(spot, each))))
    if (!side) continue
    boxes.push(boxOf(spot, side))
    placed.push({ ...spot, side })
  }
  return placed
}

export function boxAround(x: number, y: number, width: number, height: number): Box {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

function boxOf({ x, y, text }: Spot, side: Side): Box {
  const width = text.length * LETTER_WIDTH
  switch (side) {
    case 'right':
      return { x: x + GAP, y: y - HEIGHT / 2, width, height: HEIGHT }
    case 'left':
      return { x: x - GAP - width, y: y - HEIGHT / 2, width, height: HEIGHT }
    case 'top':
      return { x: x - width / 2, y: y - GAP - HEIGHT, width, height: HEIGHT }
    case 'bottom':
      return { x: x - width / 2, y: y + GAP, width, height: HEIGHT }
  }
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
