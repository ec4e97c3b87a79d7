/**
 * Whether a request to the planet itself comes from its own user: its Host, and the Origin where a browser gives
 * one, must name this machine. A page of another site fails at the Origin, a rebound DNS name at the Host.
 */
export function isSameMachine(host: string | undefined, origin: string | undefined): boolean {
  return isLocal(host) && (origin === undefined || isLocal(origin.replace(/^https?:\/\//i, '')))
}

function isLocal(host: string | undefined): boolean {
  return LOCAL.test(host ?? '')
}

const LOCAL = /^(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i
