/** Plain reverse proxies, where the machine has them: one process, one thread, connections kept on both sides. */
import { existsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePorts } from '../../planet/ports.ts'
import { childrenOf } from '../../planet/process-table.ts'
import { waitFor } from '../../planet/wait.ts'
import { formatHaproxyConfig, formatNginxConfig } from './proxy-config.ts'
import { startServer } from './server-process.ts'

export const PROXIES = ['nginx', 'haproxy'] as const

export type Proxy = AsyncDisposable & {
  readonly port: number
  /** The process that does the work. */
  readonly pid: number
}

/** @returns undefined where the program is not installed. */
export async function openProxy(
  name: (typeof PROXIES)[number],
  dir: string,
  originPort: number,
  signal: AbortSignal,
): Promise<Proxy | undefined> {
  const program = find(name)
  const [port] = await freePorts(1)
  if (program === undefined || port === undefined) return undefined
  const config = join(dir, `${name}.conf`)
  const isNginx = name === 'nginx'
  writeFileSync(config, (isNginx ? formatNginxConfig : formatHaproxyConfig)({ dir, port, originPort }))
  const args = isNginx ? ['-e', 'stderr', '-p', dir, '-c', config] : ['-db', '-q', '-f', config]
  const server = startServer(program, args, dir)
  try {
    const describe = () => `${name} does not answer on port ${port}.`
    const listening = waitFor(() => accepts(port), { timeoutMs: 5_000, describe, signal })
    await Promise.race([listening, server.ended])
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
  // The first process of nginx only watches over its worker.
  const pid = isNginx ? (childrenOf(server.pid)[0] ?? server.pid) : server.pid
  return { port, pid, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** Debian keeps them where a user's own PATH does not look. */
function find(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':').filter(Boolean), '/usr/local/sbin', '/usr/sbin']
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file))
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.once('connect', () => settle(true)).once('error', () => settle(false))
  })
}
