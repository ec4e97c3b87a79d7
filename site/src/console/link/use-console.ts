/** The console's memory, kept up to date while someone is signed in. */
import { useCallback, useEffect, useMemo, useReducer } from 'react'
import { begin, reduce, type State } from './state.ts'
import { dropToken, keepToken, takeToken } from './token.ts'
import { watch } from './watch.ts'

export type Console = {
  readonly state: State
  readonly signIn: (token: string) => void
  readonly signOut: () => void
  /** After a change: what it made comes into sight at once. */
  readonly changed: (epoch: string, atMs: number) => void
}

export function useConsole(): Console {
  const [state, dispatch] = useReducer(reduce, undefined, () => begin(takeToken()))
  const wake = useMemo(() => new EventTarget(), [])
  const { session } = state
  const isActive = session.kind === 'asking' || session.kind === 'in'
  const token = isActive ? session.token : undefined

  useEffect(() => {
    if (!isActive) return dropToken()
    const stop = new AbortController()
    void watch({ token, signal: stop.signal, wake, dispatch })
    return () => stop.abort()
  }, [isActive, token, wake])

  useEffect(() => {
    const take = () => {
      if (location.hash.includes('token=')) dispatch({ kind: 'sign-in', token: takeToken() })
    }
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])

  return {
    state,
    signIn: useCallback((given: string) => {
      keepToken(given)
      dispatch({ kind: 'sign-in', token: given })
    }, []),
    signOut: useCallback(() => dispatch({ kind: 'sign-out', because: 'left' }), []),
    changed: useCallback(
      (epoch: string, atMs: number) => {
        dispatch({ kind: 'target', epoch, sinceMs: atMs })
        wake.dispatchEvent(new Event('wake'))
      },
      [wake],
    ),
  }
}
