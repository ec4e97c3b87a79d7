import { type FormEvent, useId, useRef } from 'react'
import type { Session } from '../link/state.ts'
import { useNow } from '../link/use-now.ts'
import './sign-in.css'

type Props = {
  readonly session: Extract<Session, { readonly kind: 'out' | 'limited' }>
  readonly signIn: (token: string) => void
}

export function SignIn({ session, signIn }: Props) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const nowMs = useNow()
  const waitS = session.kind === 'limited' ? Math.ceil((session.untilMs - nowMs) / 1000) : 0
  const isRefused = session.kind === 'out' && session.because === 'refused'

  function submit(event: FormEvent): void {
    event.preventDefault()
    const token = field.current?.value.trim() ?? ''
    if (token !== '' && waitS <= 0) signIn(token)
    else field.current?.focus()
  }

  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <h1>Sign in</h1>
        <p id={`${id}-hint`}>
          The console shows what every gateway sees, and changes where traffic goes. It asks for an operator’s
          token: one of the deployment’s OPERATOR_TOKENS. A planet on your machine prints a link with its own
          when it starts.
        </p>
        <label htmlFor={id}>Operator’s token</label>
        <input
          ref={field}
          id={id}
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          required
          // biome-ignore lint/a11y/noAutofocus: it is the one thing to do here.
          autoFocus
          aria-describedby={`${id}-hint ${id}-trouble`}
          aria-invalid={isRefused}
        />
        <p id={`${id}-trouble`} className="sign-in-trouble" role="alert">
          {isRefused && 'The gateway does not know this token. It may have been changed or cut off.'}
          {waitS > 0 && 'Too many wrong tokens came from your address.'}
        </p>
        <button type="submit" className="button button-strong" aria-disabled={waitS > 0}>
          {waitS > 0 ? `Try again in ${waitS} s` : 'Sign in'}
        </button>
        <p className="sign-in-foot">It is kept in this tab alone, until you close it or sign out.</p>
      </form>
    </main>
  )
}
