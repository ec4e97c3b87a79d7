/** The operator's token: for this tab only, and never in the address bar. */

const KEY = 'nearside-operator-token'

/** @returns the token that the address brought, else the one that this tab has; the address is cleaned at once. */
export function takeToken(): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const brought = fragment.get('token')
  if (brought !== null) {
    history.replaceState(history.state, '', location.pathname + location.search)
    keepToken(brought)
  }
  return sessionStorage.getItem(KEY) ?? undefined
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token)
}

export function dropToken(): void {
  sessionStorage.removeItem(KEY)
}
