import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { bookmarkKey as keyOfBookmarks } from '../../planet/region-request.ts'
import { parseServerTiming } from '../../protocol/server-timing.ts'
import type { SigningKey } from '../../protocol/signature.ts'

type Init = { method?: string; json?: unknown; headers?: Record<string, string> }
export type Reply = {
  readonly status: number
  readonly region: string | null
  readonly data: string | null
  readonly headers: Headers
  /** `Server-Timing`, by the name of the metric. */
  readonly receipt: Readonly<Record<string, { durMs?: number; desc?: string }>>
  readonly body: unknown
}

/** Sends a request through the planet's one URL, as a client in that city. */
export async function from(
  city: string,
  path: string,
  { method = 'GET', json, headers }: Init = {},
): Promise<Reply> {
  const response = await fetch(inject('planet').url + path, {
    method,
    headers: {
      'nearside-vantage': city,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    region: response.headers.get('nearside-region'),
    data: response.headers.get('nearside-data'),
    headers: response.headers,
    receipt: Object.fromEntries(
      parseServerTiming(response.headers.get('server-timing')).map(({ name, ...metric }) => [name, metric]),
    ),
    body: isJson && text ? JSON.parse(text) : text,
  }
}

export async function injectFault(fault: object): Promise<void> {
  const { status, body } = await from('iad', '/_planet/faults', { method: 'POST', json: fault })
  if (status !== 200) throw new Error(`the fault was refused: ${JSON.stringify(body)}`)
}

export async function heal(): Promise<void> {
  const { status, body } = await from('iad', '/_planet/faults', { method: 'DELETE' })
  if (status !== 200) throw new Error(`healing failed: ${JSON.stringify(body)}`)
}

/** Where the region's app listens, past the gateway. */
export function appUrl(region: string): string {
  const found = inject('planet').regions.find(({ id }) => id === region)
  if (!found) throw new Error(`no region ${region}`)
  return found.appUrl
}

/** The secret that the planet's gateway signs with. */
export function gatewaySecret(): Uint8Array {
  const secrets = JSON.parse(readFileSync(join(inject('planet').stateDir, 'secrets.json'), 'utf8'))
  return Buffer.from(secrets.gatewaySecret, 'base64')
}

/** The key that signs bookmarks in the planet's regions. */
export function bookmarkKey(): SigningKey {
  return keyOfBookmarks(gatewaySecret())
}
