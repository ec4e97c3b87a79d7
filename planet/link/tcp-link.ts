import { createServer, type Server, type Socket } from 'node:net'
import { resetNow } from '../reset.ts'
import type { Alarms } from './alarms.ts'
import { type Connection, type Distance, openConnection } from './connection.ts'
import type { LinkFault } from './fault.ts'

export type TcpLink = {
  readonly port: number
  setFault(fault: LinkFault | undefined): void
  close(): Promise<void>
}

/** Listens on a free loopback port and carries every connection to `targetPort` over a distance of `rttMs`. */
export async function openTcpLink(rttMs: number, targetPort: number, alarms: Alarms): Promise<TcpLink> {
  const connections = new Set<Connection>()
  let fault: LinkFault | undefined

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (fault?.kind === 'cut') return refuse(client)
    const connection = openConnection({
      client,
      targetPort,
      blackholed: fault?.kind === 'blackhole',
      distance: () => distanceOf(rttMs, fault),
      onClosed: () => connections.delete(connection),
      alarms,
    })
    connections.add(connection)
  })
  const port = await listen(server)

  return {
    port,
    setFault(next) {
      fault = next
      for (const connection of [...connections]) {
        if (next?.kind === 'cut') connection.reset()
        else connection.blackhole(next?.kind === 'blackhole')
      }
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const connection of [...connections]) connection.reset()
      await closed
    },
  }
}

function distanceOf(rttMs: number, fault: LinkFault | undefined): Distance {
  const oneWayMs = Math.max(0, rttMs + (fault?.kind === 'slow' ? fault.extraMs : 0) - OWN_MS) / 2
  return { thereMs: oneWayMs, backMs: oneWayMs }
}

/** What two passes through this process take by themselves, at the least: `npm run bench -- links` shows what is wrong with it. */
const OWN_MS = 0.2

function refuse(client: Socket): void {
  client.on('error', () => undefined)
  resetNow(client)
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address()
      if (address === null || typeof address === 'string')
        return reject(new Error('a link listens on no port'))
      resolve(address.port)
    })
  })
}
