import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, vi } from 'vitest'
import { runSmoke } from '../../../infra/smoke/run.ts'
import { problemBody } from '../../../protocol/problem.ts'
import { deriveRegionKey, verify } from '../../../protocol/signature.ts'
import { formatSigningKey } from '../../../protocol/signing-keys.ts'

const KEY = deriveRegionKey(new Uint8Array(32).fill(7), 'k1', 'bom')
const READY = { status: 'ready', region: 'bom', release: '1.5.0' }
const RECEIPT = {
  'nearside-region': 'bom',
  'nearside-data': 'local',
  'nearside-bookmark': 'b',
  'server-timing': 'app;dur=0.4, db;desc="replica";dur=1.3',
}

type Region = {
  /** What `/readyz` tells, one after the other; the last one stays. */
  readonly ready?: readonly object[]
  readonly headers?: Readonly<Record<string, string>>
  /** Anybody may read. */
  readonly open?: boolean
}

/** A region behind its ingress: the preview slot is asked by the header, and each request judged as the app judges it. */
async function openRegion({ ready = [READY], headers = RECEIPT, open = false }: Region) {
  const asked: string[] = []
  let looks = 0
  const answer = (request: IncomingMessage): readonly [number, object, object] => {
    const { url = '', method = '', headers: sent } = request
    asked.push(`${sent['nearside-slot'] ?? 'active'} ${method} ${url}`)
    if (url === '/livez') return [200, {}, { status: 'ok' }]
    const message = {
      method,
      url: `http://region${url}`,
      headers: new Headers(sent as Record<string, string>),
    }
    const verdict = verify(message, new Map([[KEY.id, KEY]]), 'bom', Date.now())
    if (!verdict.ok && !open)
      return [
        401,
        {},
        JSON.parse(problemBody({ status: 401, title: 'No', slug: `signature-${verdict.reason}` })),
      ]
    if (url === '/readyz') return [200, {}, ready[Math.min(looks++, ready.length - 1)] ?? READY]
    return [200, headers, { items: [] }]
  }
  const server = createServer((request, response) => {
    const [status, more, body] = answer(request)
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function smoke(origin: string, args: readonly string[] = [], keys = formatSigningKey(KEY)) {
  const out: string[] = []
  const spies = (['log', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((line) => void out.push(String(line))),
  )
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((line) => out.push(String(line)) > 0)
  const given = ['--origin', origin, '--region', 'bom', '--release', '1.5.0', '--interval-ms', '5', ...args]
  try {
    return { code: await runSmoke(given, { SIGNING_KEYS: keys }), text: out.join('\n') }
  } finally {
    for (const spy of [...spies, stderr]) spy.mockRestore()
  }
}

it('I167 a smoke test waits until the release is ready in the slot, each time it is asked, and reads from it without writing', async () => {
  const old = { ...READY, release: '1.4.2' }
  using region = await openRegion({ ready: [{ status: 'draining', region: 'bom' }, old, READY, old, READY] })
  const { code, text } = await smoke(region.url)
  expect({ code, text }).toEqual({
    code: 0,
    text: [
      'ok   ready: 200 ready in bom, release 1.5.0',
      'ok   live: 200 ok',
      'ok   unsigned: 401 signature-missing',
      'ok   other region: 401 signature-other-region',
      'ok   read: 200 application/json',
      `All as expected: the preview slot of bom at ${region.url}, release 1.5.0.`,
    ].join('\n'),
  })
  expect(region.asked.filter((one) => one === 'preview GET /readyz')).toHaveLength(7)
  expect(region.asked.every((one) => one.startsWith('preview GET '))).toBe(true)
  await smoke(region.url, ['--slot', 'active'])
  expect(region.asked.at(-1)).toBe('active GET /api/products?limit=1')
})

it('I168 a smoke test that fails ends with 1, and says of each look what was expected and what was found', async () => {
  const once = ['--timeout-ms', '20']
  using old = await openRegion({ ready: [{ ...READY, release: '1.4.2' }] })
  expect(await smoke(old.url, once)).toEqual({
    code: 1,
    text: `FAIL ready: expected release 1.5.0 ready in bom, 3 times in a row, within 0.02 s; found 200 ready in bom, release 1.4.2\nNot as expected: the preview slot of bom at ${old.url}, release 1.5.0.`,
  })
  using silent = await openRegion({ ready: [{ status: 'ready', region: 'bom' }] })
  expect((await smoke(silent.url, once)).text).toContain('found 200 ready in bom, which tells no release')
  const other = formatSigningKey({ ...KEY, secret: new Uint8Array(32) })
  expect((await smoke(old.url, once, other)).text).toContain('found 401 signature-mismatch')
  expect((await smoke('http://127.0.0.1:9', once)).text).toMatch(/found no answer \(.+\)/)

  using region = await openRegion({
    open: true,
    headers: { ...RECEIPT, 'nearside-region': 'iad', 'server-timing': '' },
  })
  const { code, text } = await smoke(region.url, ['--json'])
  const { ok, checks } = JSON.parse(text)
  expect({ code, ok }).toEqual({ code: 1, ok: false })
  expect(checks.filter((check: { ok: boolean }) => !check.ok)).toEqual([
    { name: 'unsigned', ok: false, expected: '401 signature-missing', found: '200 application/json' },
    {
      name: 'other region',
      ok: false,
      expected: '401 signature-other-region',
      found: '200 application/json',
    },
    {
      name: 'read',
      ok: false,
      expected: expect.stringContaining('answered by bom'),
      found: '200 application/json; nearside-region iad; server-timing ',
    },
  ])
})

it('I169 wrong use of the smoke test ends with 2, and never shows the key', async () => {
  const secret = formatSigningKey(KEY)
  const rows = [
    ['http://region.example', [], secret, 'expected an https:// URL, found "http://region.example"'],
    ['https://region.example', ['--slot', 'blue'], secret, 'Allowed choices are preview, active'],
    ['https://region.example', ['--timeout-ms', '0'], secret, 'expected milliseconds'],
    [
      'https://region.example',
      [],
      ' ',
      'SIGNING_KEYS: expected the key of the region, as in k1:…, found nothing',
    ],
    ['https://region.example', [], 'k1:c2hvcnQ=', 'SIGNING_KEYS: expected "id:base64" with 32 bytes'],
  ] as const
  for (const [origin, args, keys, sentence] of rows) {
    const { code, text } = await smoke(origin, args, keys)
    expect({ code, text }).toEqual({ code: 2, text: expect.stringContaining(sentence) })
    if (keys.trim() !== '') expect(text).not.toContain(keys)
  }
})
