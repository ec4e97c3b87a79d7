/** What the front changes in the headers of a request and a response that pass it. Raw lists: name, value, name, value… */

/** Request header that places the client in a city; for clients that can't use `bom.localhost`. */
export const VANTAGE_HEADER = 'nearside-vantage'

/** @returns the request's headers as the edge gets them: what only Cloudflare may say is dropped, then said. */
export function edgeRequestHeaders(
  raw: readonly string[],
  said: { readonly clientAddress: string; readonly cf: Record<string, unknown> },
): string[] {
  const kept = endToEnd(raw).filter(([name]) => !isOwn(name))
  const clientAcceptEncoding = kept.find(([name]) => name.toLowerCase() === 'accept-encoding')?.[1] ?? ''
  return [
    ...kept.flat(),
    ...['CF-Connecting-IP', said.clientAddress],
    ...['MF-CF-Blob', asciiJson({ ...said.cf, clientAcceptEncoding })],
  ]
}

/** @returns the headers of an answer without what belongs to one hop. */
export function clientResponseHeaders(raw: readonly string[]): string[] {
  return endToEnd(raw).flat()
}

type Header = readonly [name: string, value: string]

/** Connection-specific fields: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
function endToEnd(raw: readonly string[]): Header[] {
  const headers = pairs(raw)
  const listed = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) =>
      value
        .toLowerCase()
        .split(',')
        .map((option) => option.trim()),
    )
  const perHop = new Set([...HOP_BY_HOP, ...listed])
  return headers.filter(([name]) => !perHop.has(name.toLowerCase()))
}

const HOP_BY_HOP = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

function isOwn(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === VANTAGE_HEADER || lower.startsWith('cf-') || lower.startsWith('mf-')
}

function pairs(raw: readonly string[]): Header[] {
  return Array.from({ length: Math.floor(raw.length / 2) }, (_, index): Header => {
    return [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']
  })
}

/** JSON fit for a header: São Paulo becomes S\u00e3o Paulo. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
