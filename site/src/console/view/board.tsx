import { useEffect, useMemo, useState } from 'react'
import { type Seen, type State, skewMs } from '../link/state.ts'
import type { Console } from '../link/use-console.ts'
import { colosOf } from '../model/colos.ts'
import { convergenceOf } from '../model/convergence.ts'
import { flowsOf } from '../model/flows.ts'
import { regionRows } from '../model/regions.ts'
import { headlineOf } from '../model/words.ts'
import { Announcer } from './announcer.tsx'
import { ChangeDialog, type Opened } from './change-dialog.tsx'
import { Distances } from './distances.tsx'
import { Figures } from './figures.tsx'
import { History } from './history.tsx'
import { Latency } from './latency.tsx'
import { LinkState } from './link-state.tsx'
import { Pins } from './pins.tsx'
import { ReceiptList } from './receipt-list.tsx'
import { RegionsTable } from './regions-table.tsx'
import { TopBar } from './top-bar.tsx'
import { TrafficPanel } from './traffic-panel.tsx'
import './board.css'

type Props = {
  readonly state: State
  readonly seen: Seen
  readonly token: string | undefined
  readonly signOut: () => void
  readonly changed: Console['changed']
}

export function Board({ state, seen, token, signOut, changed }: Props) {
  const [opened, setOpened] = useState<Opened>()
  const { overlay, history, receipts, target } = state
  const { world } = seen
  const nowMs = world.atMs
  const colos = useMemo(() => colosOf(world.views), [world])
  const rows = useMemo(() => regionRows(colos, overlay, nowMs), [colos, overlay, nowMs])
  const primary = rows.find(({ isPrimary }) => isPrimary)?.id ?? ''
  const flows = useMemo(() => flowsOf(receipts, primary, nowMs), [receipts, primary, nowMs])
  const convergence = convergenceOf(colos, target?.epoch ?? '', target?.sinceMs ?? 0)
  const headline = headlineOf(rows)

  // Told in the tab, too: the console is open all day, and seldom in front.
  useEffect(() => {
    document.title = `${headline} · Nearside`
  }, [headline])

  return (
    <>
      <a className="skip" href="#main">
        Skip to the regions
      </a>
      <TopBar>
        <LinkState link={state.link} cameMs={seen.cameMs} />
        <button type="button" className="quiet-button" onClick={signOut}>
          Sign out
        </button>
      </TopBar>
      <main className="board">
        <div className="overview">
          <h1>{headline}</h1>
        </div>
        <TrafficPanel rows={rows} colos={colos} flows={flows} />
        <Figures
          receipts={receipts}
          counts={state.counts}
          nowMs={nowMs}
          convergence={convergence}
          last={history[0]}
          undo={() => setOpened({ change: { action: 'undo' }, undoes: history[0] })}
        />
        <RegionsTable rows={rows} flows={flows} colos={colos.length} nowMs={nowMs} open={setOpened} />
        <Pins pins={overlay?.pins ?? []} nowMs={nowMs} open={setOpened} />
        <Latency receipts={receipts} sinceMs={seen.sinceMs} nowMs={nowMs} />
        <ReceiptList receipts={receipts} colos={colos} rows={rows} />
        <Distances colos={colos} rows={rows} convergence={convergence} nowMs={nowMs} />
        <History history={history} nowMs={nowMs} />
      </main>
      <Announcer headline={headline} convergence={convergence} link={state.link} />
      {opened && (
        <ChangeDialog
          key={JSON.stringify(opened.change)}
          opened={opened}
          rows={rows}
          colos={colos}
          token={token}
          skewMs={skewMs(state)}
          changed={changed}
          close={() => setOpened(undefined)}
        />
      )}
    </>
  )
}
