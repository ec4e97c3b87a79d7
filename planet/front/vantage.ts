/**
 * Where a client says it stands: the city that the vantage header names, else the one of the host name
 * (`bom.localhost:8787`), else {@link DEFAULT_CITY}. What it says is not checked against the cities.
 */
export function vantageOf(host: string | undefined, header: string | undefined): string {
  return header?.trim().toLowerCase() || subdomain(host ?? '') || DEFAULT_CITY
}

export const DEFAULT_CITY = 'iad'

/** @returns whether it is a name or an address, with or without a port; a client of HTTP/1.0 sends none. */
export function isHost(host: string | undefined): boolean {
  return (
    host === undefined ||
    (/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(host) && URL.canParse(`http://${host}`))
  )
}

/** @returns what stands before `.localhost`, or undefined. */
function subdomain(host: string): string | undefined {
  return /^(.+)\.localhost\.?(?::\d+)?$/i.exec(host)?.[1]?.toLowerCase()
}
