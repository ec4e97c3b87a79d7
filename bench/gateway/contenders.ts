/** Gateway, Workers and proxies, all before one origin, ready for their turns. */
import { openProxy, PROXIES } from './proxies.ts'
import { openWorkerd } from './workerd.ts'
import type { WorkerdSpec } from './workerd-config.ts'
import { WORKERS } from './workers.ts'

export const SUBJECT = 'gateway'
/** What it is held against. */
export const OTHERS = ['pass-through', 'signed pass-through', 'wire by hand', 'nginx', 'haproxy'] as const
export const CONTENDERS = [SUBJECT, ...OTHERS] as const

export type ContenderName = (typeof CONTENDERS)[number]

export type Contender = {
  readonly name: ContenderName
  readonly of: 'worker' | 'proxy'
  readonly port: number
  /** The process that does its work. Workers share one: who has no turn uses nothing of it. */
  readonly pid: number
}

export type Contenders = AsyncDisposable & {
  readonly all: readonly Contender[]
  /** Who is not installed here. */
  readonly leftOut: readonly ContenderName[]
}

export async function openContenders(
  spec: WorkerdSpec,
  dir: string,
  signal: AbortSignal,
): Promise<Contenders> {
  await using stack = new AsyncDisposableStack()
  const { pid, ports } = stack.use(await openWorkerd(spec, dir))
  const all: Contender[] = WORKERS.map((name) => ({ name, of: 'worker', port: ports.get(name) ?? 0, pid }))
  for (const name of PROXIES) {
    const proxy = await openProxy(name, dir, spec.originPort, signal)
    if (proxy) all.push({ name, of: 'proxy', port: stack.use(proxy).port, pid: proxy.pid })
  }
  const opened = stack.move()
  const leftOut = CONTENDERS.filter((name) => !all.some((contender) => contender.name === name))
  return { all, leftOut, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
