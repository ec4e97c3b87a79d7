import { formatMs } from '../receipt/format.ts'
import { along, type Scale } from '../receipt/scale.ts'
import type { Segment } from '../receipt/segments.ts'

type Props = { readonly segments: readonly Segment[]; readonly scale: Scale }

export function StackedBar({ segments, scale }: Props) {
  return (
    <div className="stack">
      {segments.map(({ kind, label, durMs }) => (
        <div
          key={`${kind} ${label}`}
          className={`segment part-${kind}`}
          style={{ width: along(scale, durMs) }}
          title={`${label}: ${formatMs(durMs)}`}
        >
          <span>{briefly(label)}</span>
        </div>
      ))}
    </div>
  )
}

/** A bar has room for `To the primary`; how many round trips stands below it. */
function briefly(label: string): string {
  return label.replace(/(,| \().*$/, '')
}
