/** Small TCP ends for tests. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type TestServer = {
  readonly port: number
  readonly sockets: readonly Socket[]
  close(): Promise<void>
}

/** A TCP server on a free loopback port; `onSocket` gets every connection. */
export async function serve(onSocket: (socket: Socket) => void): Promise<TestServer> {
  const sockets: Socket[] = []
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return {
    port: address.port,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function echo(socket: Socket): void {
  socket.pipe(socket)
}

export async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true })
  await once(socket, 'connect')
  return socket
}

/** Writes and reads as many bytes back. @returns the milliseconds it took. */
export async function trip(socket: Socket, text: string): Promise<number> {
  const startMs = performance.now()
  socket.write(text)
  let got = ''
  while (got.length < text.length) {
    const [chunk] = await once(socket, 'data')
    got += String(chunk)
  }
  if (got !== text) throw new Error(`sent ${text}, got ${got}`)
  return performance.now() - startMs
}

/** @returns the error code that a socket dies of, `end` where the peer half-closes first. */
export function fate(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.on('end', () => resolve('end'))
    socket.resume()
  })
}
