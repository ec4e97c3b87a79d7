import { useEffect } from 'react'
import { useLedger } from '../ledger.ts'
import { mesh } from '../mesh.ts'
import { cityLinks, vantageOf } from '../place/vantage.ts'
import { primarySeen } from '../receipt/primary.ts'
import { Actions } from './actions.tsx'
import { Announcement } from './announcement.tsx'
import { Cities } from './cities.tsx'
import { Facts } from './facts.tsx'
import { Intro } from './intro.tsx'
import { MapPanel } from './map-panel.tsx'
import { Receipts } from './receipts.tsx'
import './app.css'

export function App() {
  const { entries, busy, hasOrder, run } = useLedger()
  const here = vantageOf(location.hostname)
  const last = entries[0]?.outcome
  const receipts = entries.flatMap(({ outcome }) => (outcome.kind === 'unreachable' ? [] : [outcome.receipt]))
  const seen = { ...mesh, primary: primarySeen(receipts, mesh.primary) }
  const receipt = last && last.kind !== 'unreachable' ? last.receipt : undefined

  useEffect(() => void run('read'), [run])

  return (
    <>
      <header className="top">
        <a className="brand" href="/">
          <img src="/favicon.svg" width="28" height="28" alt="" />
          Nearside
        </a>
        <Cities links={cityLinks(location)} />
      </header>
      <main>
        <div className="hero">
          <div className="hero-text">
            <Intro />
            <Actions busy={busy} hasOrder={hasOrder} run={run} />
            <Announcement outcome={last} primary={seen.primary} />
          </div>
          <section className="panel" aria-label="Where you are and who answers">
            <MapPanel mesh={seen} here={here} receipt={receipt} />
            <Facts mesh={seen} here={here} receipt={receipt} isAsking={entries.length === 0} />
          </section>
        </div>
        <Receipts entries={entries} primary={seen.primary} />
      </main>
      <footer className="foot">
        <a href="/console/">Operators’ console</a>
      </footer>
    </>
  )
}
