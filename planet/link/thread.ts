/** The thread that all links run on; planet/link/host.ts starts it and speaks to it. */
import { parentPort } from 'node:worker_threads'
import { openAlarms } from './alarms.ts'
import type { LinkCommand, LinkEvent } from './messages.ts'
import { openTcpLink, type TcpLink } from './tcp-link.ts'

const links = new Map<number, TcpLink>()
const alarms = openAlarms()

parentPort?.on('message', (command: LinkCommand) => {
  switch (command.kind) {
    case 'open':
      return void open(command.id, command.rttMs, command.targetPort)
    case 'fault':
      links.get(command.id)?.setFault(command.fault)
      Atomics.store(command.done, 0, 1)
      Atomics.notify(command.done, 0)
      return
    case 'close':
      return void close(command.id)
  }
})

async function open(id: number, rttMs: number, targetPort: number): Promise<void> {
  try {
    const link = await openTcpLink(rttMs, targetPort, await alarms)
    links.set(id, link)
    answer({ kind: 'opened', id, port: link.port })
  } catch (error) {
    answer({ kind: 'failed', id, message: String(error) })
  }
}

async function close(id: number): Promise<void> {
  await links.get(id)?.close()
  links.delete(id)
  answer({ kind: 'closed', id })
}

function answer(event: LinkEvent): void {
  parentPort?.postMessage(event)
}
