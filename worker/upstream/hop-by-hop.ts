/** Headers that speak of one connection only (RFC 9110 section 7.6.1), not of the message. Pure. */
import type { Fields } from '../fields.ts'

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** @returns the names of these, and of those that `Connection` names. */
export function hopByHop(fields: Fields): ReadonlySet<string> {
  const connection = fields.get('connection')
  if (connection === undefined) return HOP_BY_HOP
  return new Set([...HOP_BY_HOP, ...connection.split(',').map((name) => name.trim().toLowerCase())])
}
