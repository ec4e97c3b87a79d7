import { once } from 'node:events'
import type { Server } from 'node:http'

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1, since `*.localhost` may resolve to either.
 * @param port 0 for any that is free on both.
 * @returns the port. Rejects with the system's error, `EADDRINUSE` where another program has the port.
 */
export async function listenOnLoopback(ipv4: Server, ipv6: Server, port: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    await listen(ipv4, '127.0.0.1', port)
    const address = ipv4.address()
    const found = address !== null && typeof address === 'object' ? address.port : port
    try {
      await listen(ipv6, '::1', found)
      return found
    } catch (error) {
      if (NO_IPV6.has(codeOf(error))) return found
      ipv4.close()
      if (port !== 0 || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

const NO_IPV6: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])
const MAX_ATTEMPTS = 10

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port, exclusive: true })
  await once(server, 'listening')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
