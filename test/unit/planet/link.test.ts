import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Link, openLink } from '../../../planet/link.ts'
import { dial, echo, fate, serve, trip } from './sockets.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function linkTo(onSocket: (socket: Socket) => void, rttMs: number) {
  const server = await serve(onSocket)
  cleanups.push(server.close)
  const link = await openLink({ rttMs, targetPort: server.port, name: 'test' })
  cleanups.push(link.close)
  return { link, server }
}

async function open(link: Link): Promise<Socket> {
  const socket = await dial(link.port)
  cleanups.push(() => socket.destroy())
  return socket
}

describe('distance', () => {
  it('L50 a new connection costs a round trip before its first one, and every exchange one round trip', async () => {
    const { link } = await linkTo(echo, 60)
    const socket = await open(link)
    expect(await trip(socket, 'first')).toBeGreaterThan(117)
    const later = [await trip(socket, 'a'), await trip(socket, 'b'), await trip(socket, 'c')]
    for (const tripMs of later) expect(tripMs).toBeGreaterThan(58)
    expect(Math.min(...later)).toBeLessThan(110)
  })

  it('L51 a target that refuses is a reset after a round trip', async () => {
    const { link, server } = await linkTo(echo, 60)
    await server.close()
    const startMs = performance.now()
    const socket = await open(link)
    expect(await fate(socket)).toBe('ECONNRESET')
    expect(performance.now() - startMs).toBeGreaterThan(57)
  })
})

describe('bytes', () => {
  it('L52 20 MB arrive whole and in order, much faster than one window a round trip', async () => {
    const received = createHash('sha256')
    const { link } = await linkTo((socket) => {
      socket.on('data', (chunk) => received.update(chunk))
      socket.on('end', () => socket.end('done'))
    }, 100)
    const body = randomBytes(20_000_000)
    const socket = await open(link)
    const startMs = performance.now()
    socket.end(body)
    await once(socket, 'data')
    expect(received.digest('hex')).toBe(createHash('sha256').update(body).digest('hex'))
    expect(performance.now() - startMs).toBeLessThan(4000)
  })

  it('L53 a reader that stops stops the writer: what is under way stays within the window', async () => {
    const { link, server } = await linkTo((socket) => void socket.pause(), 20)
    const socket = await open(link)
    socket.write(Buffer.alloc(40_000_000))
    await vi.waitFor(() => expect(server.sockets.length).toBe(1))
    await settled(() => socket.writableLength)
    const kernelBuffersBytes = 16_000_000
    expect(socket.writableLength).toBeGreaterThan(40_000_000 - 4_200_000 - kernelBuffersBytes)
    server.sockets[0]?.resume()
    await vi.waitFor(() => expect(socket.writableLength).toBe(0), { timeout: 5000 })
  })

  it('L54 a half-close passes behind the bytes before it, and the other direction stays open', async () => {
    const { link } = await linkTo((socket) => {
      let text = ''
      socket.on('data', (chunk) => {
        text += String(chunk)
      })
      socket.on('end', () => socket.end(`heard ${text}`))
    }, 20)
    const socket = await open(link)
    socket.write('one ')
    socket.end('two')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toBe('heard one two')
    await once(socket, 'end')
  })

  it('L55 a reset at either end is a reset at the other', async () => {
    const { link, server } = await linkTo(echo, 20)
    const near = await open(link)
    await trip(near, 'hello')
    const farFate = fate(server.sockets[0] ?? near)
    near.resetAndDestroy()
    expect(await farFate).toBe('ECONNRESET')

    const other = await open(link)
    await trip(other, 'hello')
    const nearFate = fate(other)
    server.sockets[1]?.resetAndDestroy()
    expect(await nearFate).toBe('ECONNRESET')
  })
})

it('L61 a reset overtakes what a peer that reads nothing holds up, and so does closing the link', async () => {
  const { link, server } = await linkTo((socket) => void socket.pause(), 20)
  const sockets = [await open(link), await open(link)]
  for (const socket of sockets) socket.write(Buffer.alloc(40_000_000))
  for (const socket of sockets) socket.on('error', () => undefined)
  await vi.waitFor(() => expect(server.sockets.length).toBe(2))
  await settled(() => sockets.reduce((sum, { writableLength }) => sum + writableLength, 0))
  sockets[0]?.resetAndDestroy()
  sockets[0]?.destroy()
  await link.close()
  await Promise.all(server.sockets.map((socket) => expect(fate(socket)).resolves.toBe('ECONNRESET')))
})

describe('faults', () => {
  it('L56 a cut resets what is open and what is new; healed, connections pass again', async () => {
    const { link, server } = await linkTo(echo, 20)
    const before = await open(link)
    await trip(before, 'hello')
    const ends = [fate(before), fate(server.sockets[0] ?? before)]
    link.setFault({ kind: 'cut' })
    expect(link.fault()).toEqual({ kind: 'cut' })
    expect(await Promise.all(ends)).toEqual(['ECONNRESET', 'ECONNRESET'])
    expect(await open(link).then(fate, ({ code }) => code)).toBe('ECONNRESET')
    link.setFault(undefined)
    await trip(await open(link), 'again')
  })

  it('L57 a slow link adds its extra milliseconds to the round trip of open connections, and takes them away again', async () => {
    const { link } = await linkTo(echo, 20)
    const socket = await open(link)
    await trip(socket, 'hello')
    link.setFault({ kind: 'slow', extraMs: 150 })
    expect(await trip(socket, 'slow')).toBeGreaterThan(167)
    link.setFault(undefined)
    expect(await trip(socket, 'fast')).toBeLessThan(120)
  })

  it('L58 a black hole delivers nothing and closes nothing; healed, what lost bytes is reset and what lost none goes on', async () => {
    const { link, server } = await linkTo(echo, 20)
    const [speaker, quiet] = [await open(link), await open(link)]
    await trip(speaker, 'hello')
    await trip(quiet, 'hello')
    link.setFault({ kind: 'blackhole' })
    const heard = vi.fn()
    for (const socket of server.sockets) socket.on('data', heard)
    const late = await open(link)
    const fates = [fate(speaker), fate(late)]
    speaker.write('into the hole')
    late.write('into the hole')
    const probe = await open(link)
    expect(await Promise.race([...fates, fate(probe), silence(100)])).toBe('silence')
    expect(heard).not.toHaveBeenCalled()
    expect(server.sockets.length).toBe(2)
    link.setFault(undefined)
    expect(await Promise.all(fates)).toEqual(['ECONNRESET', 'ECONNRESET'])
    await trip(quiet, 'still here')
    await trip(await open(link), 'new')
  })

  it('L59 bytes that were already under way when the hole opened count as lost', async () => {
    const { link } = await linkTo(echo, 200)
    const socket = await open(link)
    const end = fate(socket)
    socket.write('on the way')
    await silence(20)
    link.setFault({ kind: 'blackhole' })
    link.setFault(undefined)
    expect(await end).toBe('ECONNRESET')
  })
})

it('L60 a closed link frees its port and resets what was open', async () => {
  const { link } = await linkTo(echo, 20)
  const socket = await open(link)
  const end = fate(socket)
  await link.close()
  await link.close()
  expect(await end).toBe('ECONNRESET')
  await expect(dial(link.port)).rejects.toThrow('ECONNREFUSED')
})

function silence(forMs: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, forMs, 'silence'))
}

/** Waits until a number has stopped moving. */
async function settled(read: () => number): Promise<void> {
  let last = Number.NaN
  let since = performance.now()
  await vi.waitFor(
    () => {
      const now = read()
      if (now !== last) since = performance.now()
      last = now
      expect(performance.now() - since).toBeGreaterThan(300)
    },
    { timeout: 8000, interval: 20 },
  )
}
