/**
 * One TCP connection over a distance. What enters at one end leaves at the other a one-way delay later:
 * bytes, the half-close (FIN) and the reset (RST), in order.
 *
 * The kernel completes the near handshake at once, so its round trip is made up for here: the upstream is dialled
 * when the SYN would arrive there, and no byte leaves before the handshake would be complete.
 */
import type { Socket } from 'node:net'
import { PatientSocket } from '../patient-socket.ts'
import { resetNow } from '../reset.ts'
import type { Alarms } from './alarms.ts'
import { type Flow, type Item, openFlow } from './flow.ts'

export type Distance = {
  /** One-way delay to the upstream in milliseconds. */
  readonly thereMs: number
  /** And back. */
  readonly backMs: number
}

export type Connection = {
  /** While on, nothing arrives in either direction; what is sent is lost. Turning it off resets what lost anything. */
  blackhole(on: boolean): void
  /** Resets both ends, now. */
  reset(): void
}

export type ConnectionOptions = {
  /** The accepted socket; half-open is allowed on it. */
  readonly client: Socket
  readonly targetPort: number
  readonly blackholed: boolean
  readonly distance: () => Distance
  readonly onClosed: () => void
  readonly alarms: Alarms
}

export function openConnection({
  client,
  targetPort,
  blackholed,
  distance,
  onClosed,
  alarms,
}: ConnectionOptions): Connection {
  const upstream = new PatientSocket({ allowHalfOpen: true }).setNoDelay(true)
  const { thereMs, backMs } = distance()
  const establishedMs = performance.now() + thereMs + backMs
  let swallowing = blackholed
  let lost = false

  const there = openFlow({
    source: client,
    sink: upstream,
    open: () => void upstream.connect({ host: '127.0.0.1', port: targetPort }),
    delayMs: () => distance().thereMs,
    notBeforeMs: establishedMs,
    alarms,
  })
  const back = openFlow({
    source: upstream,
    sink: client,
    open: () => undefined,
    delayMs: () => distance().backMs,
    // The far end knows that it is connected when the third part of the handshake arrives.
    notBeforeMs: establishedMs + thereMs,
    alarms,
  })

  function send(flow: Flow, item: Item): void {
    if (swallowing) lost = true
    else flow.send(item)
  }

  function watch(socket: Socket, flow: Flow): void {
    socket.on('data', (chunk: Buffer) => send(flow, chunk))
    socket.on('end', () => send(flow, 'fin'))
    socket.on('error', () => send(flow, 'reset'))
    socket.on('close', () => {
      if (client.destroyed && upstream.destroyed) onClosed()
    })
  }

  function reset(): void {
    swallowing = true
    there.clear()
    back.clear()
    resetNow(client)
    resetNow(upstream)
  }

  watch(client, there)
  watch(upstream, back)
  send(there, 'open')

  return {
    reset,
    blackhole(on) {
      if (on && !swallowing) lost = [there.clear(), back.clear()].includes(true)
      swallowing = on
      if (!on && lost) reset()
    },
  }
}
