import type { Link } from '../link/state.ts'
import { useNow } from '../link/use-now.ts'
import { span } from '../model/words.ts'

type Props = { readonly link: Link; readonly cameMs: number }

/** Whether what is seen is fresh, and how old it is where not. The Announcer says it to a screen reader. */
export function LinkState({ link, cameMs }: Props) {
  const nowMs = useNow()
  if (link.kind === 'live') {
    return (
      <p className="link-state">
        <i className="dot dot-live" />
        <span>Live</span>
      </p>
    )
  }
  const nextS = Math.max(0, Math.ceil((link.nextMs - nowMs) / 1000))
  return (
    <p className="link-state link-lost" title={link.why}>
      <i className="dot dot-lost" />
      <span>
        {link.why} What you see is <b>{span(nowMs - cameMs)}</b> old. Next try in {nextS} s.
      </span>
    </p>
  )
}
