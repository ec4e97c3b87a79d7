/** What a URL says of TLS, for postgres.js. The driver of flights and reads understands it by itself. */
import { readFileSync } from 'node:fs'

type Tls = { readonly host: string; readonly ca?: string }

/**
 * Judges a certificate by the host of the URL, where that is an address, too: the driver forgets it then, and Node takes
 * a certificate for `localhost` instead. With `sslrootcert` by the authorities in that file and no others: whoever holds the
 * zone of the host can get a certificate from a public one.
 * @returns the URL that postgres.js understands, and an option that wins over it; none without `sslmode=verify-full`.
 * @throws where the file can't be read.
 */
export function verified(url: string): readonly [url: string, options: { readonly ssl?: Tls }] {
  const parsed = new URL(url)
  const { hostname, searchParams } = parsed
  const file = searchParams.get('sslrootcert')
  // The driver would send it to the server as a setting.
  searchParams.delete('sslrootcert')
  const plain = file === null ? url : parsed.href
  if (searchParams.get('sslmode') !== 'verify-full') return [plain, {}]
  // An IPv6 address stands in brackets in a URL alone.
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return [plain, { ssl: file === null ? { host } : { host, ca: readFileSync(file, 'utf8') } }]
}
