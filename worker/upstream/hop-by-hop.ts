/** Headers that speak of one connection only (RFC 9110 section 7.6.1), not of the message. Pure. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** Removes them, and those that `Connection` names. */
export function dropHopByHop(headers: Headers): void {
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase())
  for (const name of [...HOP_BY_HOP, ...named.filter((name) => TOKEN.test(name))]) headers.delete(name)
}

const TOKEN = /^[\w!#$%&'*+.^|~-]+$/
