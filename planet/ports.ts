import { createServer } from 'node:net'
import { PlanetError } from './planet-error.ts'

/**
 * Ports for processes that are told theirs instead of choosing: free now, and below the range that systems give
 * out by themselves, so that they are still free in a second and when the process is restarted.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>()
  // Two planets that start at the same time look in different places: what is free now is not taken yet.
  const own = LOWEST + (process.pid % (SPAN / OWN)) * OWN
  for (let tries = 0; found.size < count; tries += 1) {
    if (tries > 1000) throw new PlanetError(`No free ports between ${LOWEST} and ${LOWEST + SPAN}.`)
    const port =
      tries < OWN_TRIES ? own + Math.floor(Math.random() * OWN) : LOWEST + Math.floor(Math.random() * SPAN)
    if (!found.has(port) && (await isFree(port, '127.0.0.1'))) found.add(port)
  }
  return [...found]
}

/** @returns whether this process could listen there; a host that the machine lacks (no IPv6) counts as free. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'),
    )
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

const LOWEST = 20_000
const SPAN = 10_000
const OWN = 100
const OWN_TRIES = 300
