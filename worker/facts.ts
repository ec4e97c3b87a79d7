/** Request -> {@link RequestFacts}: the only reader of `request.cf` and of the client's headers for routing. */
import { type Fields, fieldsOf } from './fields.ts'
import type { Position } from './routing/distance.ts'
import { decodedPath } from './routing/path-pattern.ts'

/** All that routing may know about a request. Fields that Cloudflare could not tell are undefined. */
export type RequestFacts = {
  readonly method: string
  /** The path of the URL without the query, decoded as the app's router does: rules must not depend on its spelling. */
  readonly path: string
  readonly host: string
  readonly scheme: string
  /** Where the client stands. */
  readonly position: Position | undefined
  /** The data centre that took the request: `BOM`. */
  readonly colo: string | undefined
  readonly country: string | undefined
  readonly continent: string | undefined
  readonly asn: number | undefined
  /** Round trip between client and edge, in milliseconds, as the transport measured it. */
  readonly clientRttMs: number | undefined
  readonly clientAddress: string | undefined
  readonly isUpgrade: boolean
}

/**
 * @param url of the request, where it is parsed already.
 * @param fields of its headers, where they are read already.
 */
export function factsOf(
  request: Request,
  url: URL = new URL(request.url),
  fields: Fields = fieldsOf(request.headers),
): RequestFacts {
  const { method } = request
  const { cf = {} } = request as { readonly cf?: Readonly<Record<string, unknown>> }
  return {
    method,
    path: pathOf(url),
    host: url.host,
    scheme: url.protocol.slice(0, -1),
    position: positionOf(cf.latitude, cf.longitude),
    colo: text(cf.colo),
    country: text(cf.country),
    continent: text(cf.continent),
    asn: number(cf.asn),
    // A transport reports its own: QUIC for HTTP/3, TCP for the rest; 0 means not measured.
    clientRttMs: number(cf.clientTcpRtt) || number(cf.clientQuicRtt) || undefined,
    clientAddress: fields.get('cf-connecting-ip'),
    isUpgrade: method === 'GET' && fields.get('upgrade')?.toLowerCase() === 'websocket',
  }
}

/** What can't be decoded stays as it is; an encoded slash or percent sign does, too, as it separates nothing. */
export function pathOf({ pathname }: URL): string {
  return decodedPath(pathname)
}

function positionOf(latitude: unknown, longitude: unknown): Position | undefined {
  const position = { latitude: number(latitude), longitude: number(longitude) }
  if (position.latitude === undefined || position.longitude === undefined) return undefined
  return { latitude: position.latitude, longitude: position.longitude }
}

/** Cloudflare gives coordinates as strings. */
function number(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
