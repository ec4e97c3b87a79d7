import type { Link } from '../link/state.ts'
import { useNow } from '../link/use-now.ts'

/** Before anything is known. */
export function Waiting({ link }: { readonly link: Link }) {
  const nowMs = useNow()
  return (
    <main className="waiting">
      <h1 className="visually-hidden">Console</h1>
      <p role="status">{link.kind === 'lost' ? link.why : 'Asking the gateway…'}</p>
      {link.kind === 'lost' && (
        <p className="soft">Next try in {Math.max(0, Math.ceil((link.nextMs - nowMs) / 1000))} s.</p>
      )}
    </main>
  )
}
