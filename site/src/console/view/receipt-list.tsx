import { useMemo, useState } from 'react'
import type { Receipt } from '../../../../protocol/operators/status.ts'
import { cityName } from '../../place/colos.ts'
import { scaleFor } from '../../receipt/scale.ts'
import type { Colo } from '../model/colos.ts'
import { keyOf, matches, NO_FILTER, tookMs, UNANSWERED } from '../model/receipts.ts'
import type { RegionRow } from '../model/regions.ts'
import { ReceiptKey } from './receipt-key.tsx'
import { ReceiptRow } from './receipt-row.tsx'
import '../../components/receipt-chart.css'
import './receipt-list.css'

type Props = {
  readonly receipts: readonly Receipt[]
  readonly colos: readonly Colo[]
  readonly rows: readonly RegionRow[]
}

const SHOWN = 12

/** The newest requests as waterfalls on one scale, with the floor of physics across each. */
export function ReceiptList({ receipts, colos, rows }: Props) {
  const [filter, setFilter] = useState(NO_FILTER)
  const [held, setHeld] = useState<readonly Receipt[]>()
  const [openKey, setOpenKey] = useState<string>()
  const all = held ?? receipts
  const shown = useMemo(
    () => all.filter((receipt) => matches(filter, receipt)).slice(0, SHOWN),
    [all, filter],
  )
  const scale = scaleFor(shown.flatMap((receipt) => [tookMs(receipt), receipt.floorMs ?? 0]))

  function toggle(key: string): void {
    // What is being read must not slide away.
    setHeld((now) => now ?? receipts)
    setOpenKey((now) => (now === key ? undefined : key))
  }

  return (
    <section className="panel receipt-list" aria-labelledby="receipts-title">
      <div className="receipt-bar">
        <h2 id="receipts-title" className="panel-title">
          Latest requests
        </h2>
        <Choice
          label="City"
          value={filter.colo}
          options={colos.map(({ id }) => ({ id, name: cityName(id) }))}
          choose={(colo) => setFilter({ ...filter, colo })}
        />
        <Choice
          label="Region"
          value={filter.region}
          options={[
            ...rows.map(({ id }) => ({ id, name: cityName(id) })),
            { id: UNANSWERED, name: 'not answered' },
          ]}
          choose={(region) => setFilter({ ...filter, region })}
        />
        <Choice
          label="Kind"
          value={filter.intent}
          options={[
            { id: 'read', name: 'reads' },
            { id: 'write', name: 'writes' },
          ]}
          choose={(intent) => setFilter({ ...filter, intent })}
        />
        <button
          type="button"
          className="small-button"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held ? undefined : receipts)}
        >
          {held ? 'Go on' : 'Pause'}
        </button>
      </div>
      <ReceiptKey />
      <ol className="receipt-rows">
        {shown.map((receipt) => (
          <ReceiptRow
            key={keyOf(receipt)}
            receipt={receipt}
            scale={scale}
            isOpen={keyOf(receipt) === openKey}
            toggle={() => toggle(keyOf(receipt))}
          />
        ))}
      </ol>
      {shown.length === 0 && (
        <p className="receipt-none soft">
          {all.length === 0
            ? 'No request has been seen yet.'
            : 'No request of the last 15 minutes is like that.'}
        </p>
      )}
    </section>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly id: string; readonly name: string }[]
  readonly choose: (id: string) => void
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">all</option>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
