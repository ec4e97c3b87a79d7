/** What a URL says of TLS, for postgres.js. Pure. */

/**
 * Judges a certificate by the host of the URL, where that is an address, too: the driver forgets it then, and Node takes
 * a certificate for `localhost` instead.
 * @returns an option that wins over the URL's own, or none where the URL doesn't ask for `sslmode=verify-full`.
 */
export function verified(url: string): { readonly ssl?: { readonly host: string } } {
  const { hostname, searchParams } = new URL(url)
  if (searchParams.get('sslmode') !== 'verify-full') return {}
  // An IPv6 address stands in brackets in a URL alone.
  return { ssl: { host: hostname.replace(/^\[(.*)\]$/, '$1') } }
}
