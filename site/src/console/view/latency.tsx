import { useMemo, useState } from 'react'
import type { Intent } from '../../../../protocol/intent.ts'
import type { Receipt } from '../../../../protocol/operators/status.ts'
import { coloId } from '../model/colos.ts'
import { seriesOf } from '../model/series.ts'
import { LatencyPanel } from './latency-panel.tsx'
import './latency.css'

type Props = {
  readonly receipts: readonly Receipt[]
  readonly sinceMs: number
  readonly nowMs: number
}

/** Reads and writes apart: a write's time is mostly the way to the primary. */
export function Latency({ receipts, sinceMs, nowMs }: Props) {
  const [picked, pick] = useState<string>()
  const order = useMemo(() => [...new Set(receipts.map(({ colo }) => coloId(colo)))].toSorted(), [receipts])
  return (
    <div className="latency">
      {INTENTS.map(({ intent, title }) => (
        <Half
          key={intent}
          {...{ intent, title, receipts, sinceMs, nowMs, order, picked }}
          pick={(colo) => pick(colo === picked ? undefined : colo)}
        />
      ))}
    </div>
  )
}

const INTENTS = [
  { intent: 'read', title: 'Reads' },
  { intent: 'write', title: 'Writes' },
] as const

type HalfProps = Props & {
  readonly intent: Intent
  readonly title: string
  readonly order: readonly string[]
  readonly picked: string | undefined
  readonly pick: (colo: string) => void
}

function Half({ intent, title, receipts, sinceMs, nowMs, order, picked, pick }: HalfProps) {
  const series = useMemo(() => seriesOf(receipts, intent, sinceMs, nowMs), [receipts, intent, sinceMs, nowMs])
  return <LatencyPanel {...{ title, series, order, picked, pick }} />
}
