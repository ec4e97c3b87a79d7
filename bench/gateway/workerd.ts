/** Plain workerd, the one of the tree, with a config of its own: no Miniflare between load and Worker. */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type ServerProcess, startServer } from './server-process.ts'
import { formatWorkerdConfig, type WorkerdSpec } from './workerd-config.ts'

export type Workerd = AsyncDisposable & {
  readonly pid: number
  /** Of each Worker, by its name. */
  readonly ports: ReadonlyMap<string, number>
  /** Where a debugger may connect; undefined where it was not asked for: a Worker that can be debugged is slower. */
  readonly inspectorPort: number | undefined
}

/** @param dir with the Workers' files; the config is written beside them. */
export async function openWorkerd(
  spec: WorkerdSpec,
  dir: string,
  { inspect = false }: { readonly inspect?: boolean } = {},
): Promise<Workerd> {
  writeFileSync(join(dir, 'workerd.capnp'), formatWorkerdConfig(spec))
  const inspector = inspect ? ['--inspector-addr=127.0.0.1:0'] : []
  const server = startServer(binary(), ['serve', '--control-fd=3', ...inspector, 'workerd.capnp'], dir)
  try {
    const listening = await Promise.race([
      portsOf(server, spec.workers.length + inspector.length),
      server.ended,
    ])
    return {
      pid: server.pid,
      ports: listening.sockets,
      inspectorPort: listening.inspector,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
}

type Control =
  | { readonly event: 'listen'; readonly socket: string; readonly port: number }
  | { readonly event: 'listen-inspector'; readonly port: number }

async function portsOf({ control }: ServerProcess, count: number) {
  const sockets = new Map<string, number>()
  let inspector: number | undefined
  for await (const line of createInterface(control)) {
    const message = JSON.parse(line) as Control
    if (message.event === 'listen') sockets.set(message.socket, message.port)
    else inspector = message.port
    if (sockets.size + (inspector === undefined ? 0 : 1) === count) break
  }
  return { sockets, inspector }
}

/** Miniflare's, so that there is one workerd in the tree; its own `bin` would stand between as a process more. */
function binary(): string {
  const require = createRequire(import.meta.resolve('miniflare'))
  return (require('workerd') as { readonly default: string }).default
}
