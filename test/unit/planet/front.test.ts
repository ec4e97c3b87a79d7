import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openFront } from '../../../planet/front.ts'
import { ask, type Site, site } from './http.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

type OnRequest = (request: IncomingMessage, response: ServerResponse) => void

/** A front with edges in iad and bom; `onRequest` answers for both, by default with what it was asked. */
async function planet(onRequest: OnRequest = mirror) {
  const [iad, bom]: [Site, Site] = [await site(onRequest), await site(onRequest)]
  const api = {
    status: async () => ({ ready: true }),
    inject: vi.fn(async () => {}),
    heal: vi.fn(async () => {}),
  }
  const front = await openFront({ port: 0, edges: { iad: iad.port, bom: bom.port }, api })
  cleanups.push(iad.close, bom.close, front.close)
  return { port: front.port, api, iad, bom }
}

function mirror(incoming: IncomingMessage, response: ServerResponse): void {
  response.end(
    JSON.stringify({
      edge: incoming.socket.localPort,
      method: incoming.method,
      url: incoming.url,
      headers: incoming.headers,
    }),
  )
}

describe('vantage', () => {
  it('L70 the host name or Nearside-Vantage places the client in a city, without either it stands in iad', async () => {
    const { port, iad, bom } = await planet()
    const edge = async (question: Parameters<typeof ask>[1]) =>
      JSON.parse((await ask(port, question)).body).edge
    expect(await edge({ host: `bom.localhost:${port}` })).toBe(bom.port)
    expect(await edge({ host: 'BOM.localhost' })).toBe(bom.port)
    expect(await edge({ headers: { 'Nearside-Vantage': 'bom' } })).toBe(bom.port)
    expect(await edge({ host: `localhost:${port}` })).toBe(iad.port)
    expect(await edge({ host: '127.0.0.1' })).toBe(iad.port)
  })

  it('L71 an unknown city is a 400 problem that names the cities', async () => {
    const { port } = await planet()
    for (const question of [{ host: 'xyz.localhost' }, { headers: { 'nearside-vantage': 'xyz' } }]) {
      const answer = await ask(port, question)
      expect(answer.status).toBe(400)
      expect(answer.headers['content-type']).toBe('application/problem+json')
      expect(JSON.parse(answer.body)).toMatchObject({
        cities: ['iad', 'bom'],
        detail: expect.stringContaining('xyz'),
      })
    }
  })

  it('L72 the front answers on ::1 as on 127.0.0.1', async ({ skip }) => {
    const { port } = await planet()
    const answer = await ask(port, { address: '::1' }).catch((error) => error)
    if (answer instanceof Error) skip('this machine has no ::1')
    expect(answer.status).toBe(200)
  })

  it('L73 a port that is taken is an EADDRINUSE', async () => {
    const { port, api } = await planet()
    await expect(openFront({ port, edges: {}, api })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('headers', () => {
  it('L74 what only the network may say is taken from the client and said anew; the rest arrives as it was', async () => {
    const { port } = await planet()
    const { headers } = JSON.parse(
      (
        await ask(port, {
          host: `bom.localhost:${port}`,
          headers: {
            'MF-CF-Blob': '{"colo":"XXX"}',
            'mf-original-url': 'http://elsewhere/',
            'CF-Connecting-IP': '6.6.6.6',
            'nearside-vantage': 'bom',
            'keep-alive': 'timeout=9',
            'x-secret-hop': '1',
            connection: 'close, x-secret-hop',
            'x-kept': 'yes',
          },
        })
      ).body,
    )
    expect(JSON.parse(headers['mf-cf-blob'])).toMatchObject({
      colo: 'BOM',
      city: 'Mumbai',
      clientAcceptEncoding: '',
    })
    expect(headers).toMatchObject({
      'cf-connecting-ip': '127.0.0.1',
      host: `bom.localhost:${port}`,
      'x-kept': 'yes',
    })
    for (const name of ['mf-original-url', 'nearside-vantage', 'keep-alive', 'x-secret-hop']) {
      expect(headers).not.toHaveProperty(name)
    }
  })

  it('L75 two Set-Cookie headers stay two, a 304 has no body and a HEAD keeps its length', async () => {
    const { port } = await planet((incoming, response) => {
      const cookies: [string, string[]] = ['Set-Cookie', ['a=1', 'b=2']]
      if (incoming.url === '/same') return response.writeHead(304, { etag: '"1"' }).end()
      response.writeHead(200, Object.fromEntries([cookies, ['Content-Length', '5']])).end('hello')
    })
    expect((await ask(port)).headers['set-cookie']).toEqual(['a=1', 'b=2'])
    const head = await ask(port, { method: 'HEAD' })
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '5', ''])
    const same = await ask(port, { path: '/same' })
    expect([same.status, same.headers.etag, same.body]).toEqual([304, '"1"', ''])
  })

  it('L76 a request without a body arrives without one, whatever its method', async () => {
    const { port } = await planet()
    for (const method of ['GET', 'DELETE', 'POST', 'PURGE']) {
      const { headers } = JSON.parse((await ask(port, { method, headers: { 'content-length': '0' } })).body)
      expect(headers).not.toHaveProperty('transfer-encoding')
    }
    const raw = await rawRequest(port, 'POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    expect(raw).toContain('"content-length":"0"')
  })
})

describe('streams', () => {
  it('L77 20 MB pass up and down whole', async () => {
    const body = randomBytes(20_000_000)
    const { port } = await planet((incoming, response) => void incoming.pipe(response))
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent: false })
    outgoing.end(body)
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    const hash = createHash('sha256')
    for await (const chunk of answer) hash.update(chunk)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(body).digest('hex'))
  })

  it('L78 the head of a stream and each of its events arrive when they are sent', async () => {
    let events: ServerResponse | undefined
    const { port } = await planet((_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      events = response
    })
    const outgoing = request({ host: '127.0.0.1', port, agent: false }).end()
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    for (const event of ['one', 'two']) {
      events?.write(`data: ${event}\n\n`)
      const [chunk] = await once(answer, 'data')
      expect(String(chunk)).toBe(`data: ${event}\n\n`)
    }
    outgoing.destroy()
  })

  it('L79 a client that leaves ends the request to the edge, before the answer and during it', async () => {
    for (const answersFirst of [false, true]) {
      const left = vi.fn()
      const seen = vi.fn()
      const { port } = await planet((_incoming, response) => {
        response.on('close', left)
        if (answersFirst) response.write('first')
        seen()
      })
      const outgoing = request({ host: '127.0.0.1', port, agent: false }).end()
      outgoing.on('error', () => undefined)
      if (answersFirst) await once(outgoing, 'response')
      await vi.waitFor(() => expect(seen).toHaveBeenCalled())
      outgoing.destroy()
      await vi.waitFor(() => expect(left).toHaveBeenCalled())
    }
  })

  it('L80 an edge that breaks off breaks the answer off, and one that is gone is a reset', async () => {
    const { port, iad } = await planet((_incoming, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    await expect(ask(port)).rejects.toThrow('aborted')
    await iad.close()
    await expect(ask(port)).rejects.toThrow('ECONNRESET')
  })

  it('L88 an answer that comes before the end of the upload arrives, and the connection serves what follows', async () => {
    const { port } = await planet((_incoming, response) => {
      response.writeHead(413, { connection: 'close', 'content-length': '7' }).end('too big')
      response.on('finish', () => response.socket?.destroy())
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    cleanups.push(() => agent.destroy())
    for (const _ of Array(5)) {
      const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent })
      outgoing.end(Buffer.alloc(5_000_000))
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
      expect([answer.statusCode, String(Buffer.concat(await answer.toArray()))]).toEqual([413, 'too big'])
    }
  })

  it('L89 a client that leaves during an upload ends it at the edge, not as if it were whole', async () => {
    const [started, left, ended] = [vi.fn(), vi.fn(), vi.fn()]
    const { port } = await planet((incoming) => {
      incoming.once('data', started).on('error', left).on('end', ended).resume()
    })
    const headers = { 'transfer-encoding': 'chunked' }
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers })
    outgoing.on('error', () => undefined)
    outgoing.write('the first half')
    await vi.waitFor(() => expect(started).toHaveBeenCalled())
    outgoing.destroy()
    await vi.waitFor(() => expect(left).toHaveBeenCalled())
    expect(ended).not.toHaveBeenCalled()
  })

  it('L81 Expect: 100-continue is answered', async () => {
    const { port } = await planet((incoming, response) => void incoming.pipe(response))
    const headers = { expect: '100-continue', 'content-length': '4' }
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers })
    outgoing.flushHeaders()
    await once(outgoing, 'continue')
    outgoing.end('body')
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    expect(String((await answer.toArray())[0])).toBe('body')
  })

  it('L82 a WebSocket handshake passes, bytes go both ways, and another offered protocol is left unused', async () => {
    const { port, bom } = await planet()
    bom.server.on('upgrade', (incoming, socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`)
      socket.write(`x-colo: ${JSON.parse(String(incoming.headers['mf-cf-blob'])).colo}\r\n\r\n`)
      socket.on('data', (chunk: Buffer) => socket.write(`heard ${chunk}`))
      socket.on('end', () => socket.end())
    })
    const headers = { host: 'bom.localhost', connection: 'upgrade', upgrade: 'websocket' }
    const outgoing = request({ host: '127.0.0.1', port, agent: false, headers }).end()
    const [answer, socket] = await once(outgoing, 'upgrade')
    expect(answer.headers['x-colo']).toBe('BOM')
    socket.write('hello')
    expect(String((await once(socket, 'data'))[0])).toBe('heard hello')
    socket.end()
    await once(socket, 'close')
    const plain = await ask(port, { headers: { connection: 'upgrade', upgrade: 'h2c' } })
    expect(plain.status).toBe(200)
  })
})

describe('/_planet', () => {
  const fault = { fault: 'crash-app', region: 'bom' }
  const post = (body: unknown, more = {}) => {
    return { method: 'POST', path: '/_planet/faults', body: JSON.stringify(body), ...more }
  }

  it('L83 status, a fault and its healing are answered with the status', async () => {
    const { port, api } = await planet()
    expect(JSON.parse((await ask(port, { path: '/_planet/status' })).body)).toEqual({ ready: true })
    const injected = await ask(port, post(fault))
    expect([injected.status, JSON.parse(injected.body)]).toEqual([200, { ready: true }])
    expect(api.inject).toHaveBeenCalledWith(fault)
    const healed = await ask(port, {
      method: 'DELETE',
      path: '/_planet/faults',
      host: `bom.localhost:${port}`,
    })
    expect(healed.status).toBe(200)
    expect(api.heal).toHaveBeenCalledOnce()
  })

  it('L84 a bad fault is a 422 that names the field, and nothing is injected', async () => {
    const { port, api } = await planet()
    const answer = await ask(port, post({ fault: 'crash-app', region: 'xyz' }))
    expect(answer.status).toBe(422)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(answer.body).title).toBe("Can't do this fault")
    expect(JSON.parse(answer.body).errors).toEqual([
      { field: 'region', message: 'expected one of iad, bom, fra, found "xyz"' },
    ])
    expect((await ask(port, { ...post(fault), body: '{' })).status).toBe(400)
    expect((await ask(port, { ...post(fault), body: 'x'.repeat(20_000) })).status).toBe(413)
    expect(api.inject).not.toHaveBeenCalled()
  })

  it('L85 another method is a 405 with Allow, another path a 404', async () => {
    const { port } = await planet()
    const faults = await ask(port, { path: '/_planet/faults' })
    expect([faults.status, faults.headers.allow]).toEqual([405, 'POST, DELETE'])
    const status = await ask(port, { method: 'PUT', path: '/_planet/status' })
    expect([status.status, status.headers.allow]).toEqual([405, 'GET, HEAD'])
    expect((await ask(port, { path: '/_planet/other' })).status).toBe(404)
  })

  it('L86 a change is taken only by a name of this machine and from a page of it', async () => {
    const { port, api } = await planet()
    for (const host of ['evil.example', `localhost.evil.example:${port}`, '127.0.0.1.evil.example']) {
      expect((await ask(port, post(fault, { host }))).status).toBe(403)
      expect((await ask(port, { method: 'DELETE', path: '/_planet/faults', host })).status).toBe(403)
    }
    expect((await ask(port, post(fault, { headers: { origin: 'https://evil.example' } }))).status).toBe(403)
    expect((await ask(port, post(fault, { headers: { origin: 'null' } }))).status).toBe(403)
    expect(api.inject).not.toHaveBeenCalled()
    for (const host of ['localhost', `127.0.0.1:${port}`, `[::1]:${port}`, `bom.localhost:${port}`]) {
      const headers = { origin: `http://${host}` }
      expect((await ask(port, post(fault, { host, headers }))).status).toBe(200)
    }
  })

  it('L87 a planet that fails to do it says why', async () => {
    const { port, api } = await planet()
    api.inject.mockRejectedValueOnce(new Error('the app of bom is already down'))
    const answer = await ask(port, post(fault))
    expect([answer.status, JSON.parse(answer.body).detail]).toEqual([500, 'the app of bom is already down'])
  })
})

async function rawRequest(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  return Buffer.concat(await socket.toArray()).toString()
}
