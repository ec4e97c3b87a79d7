import type { Placed } from '../model/labels.ts'

type Props = {
  readonly at: { readonly x: number; readonly y: number } | undefined
  readonly label: Placed | undefined
}

/** A city whose gateway reports. */
export function ColoMark({ at, label }: Props) {
  if (!at) return null
  return (
    <g className="colo">
      <circle className="colo-dot" cx={at.x} cy={at.y} r="3.5" />
      {label && (
        <text className="colo-name" x={at.x} y={at.y} {...OFFSETS[label.side]}>
          {label.text}
        </text>
      )}
    </g>
  )
}

const OFFSETS = {
  right: { dx: 8, dy: 4.5, textAnchor: 'start' },
  left: { dx: -8, dy: 4.5, textAnchor: 'end' },
  top: { dy: -9, textAnchor: 'middle' },
  bottom: { dy: 18, textAnchor: 'middle' },
} as const
