/** Config + overlay + the time -> what is in force. Pure: no I/O, no clock, no randomness. */
import type { Mark, Overlay, Pin } from '../../protocol/operators/overlay.ts'
import type { MeshConfig } from '../config.ts'

export type Steering = {
  /** Names config and overlay together: `2b13f0cb.7`; the config's own where nothing was ever changed. */
  readonly epoch: string
  /** By region id. */
  readonly drains: ReadonlyMap<string, Mark>
  /** By region id, every region of the config: the share of its own traffic that it takes, from 0 to 1. */
  readonly weights: ReadonlyMap<string, number>
  readonly pins: readonly Pin[]
}

/** What has ended, and what speaks of a region that the config doesn't have, is without effect. */
export function steeringOf(config: MeshConfig, overlay: Overlay, nowMs: number): Steering {
  const ids = new Set(config.regions.map(({ id }) => id))
  const isInForce = ({ untilMs }: Mark) => untilMs === undefined || nowMs < untilMs
  const all = [...Object.values(overlay.drains), ...Object.values(overlay.weights), ...overlay.pins]
  const ended = all.filter((mark) => !isInForce(mark)).length
  return {
    epoch: epochOf(config.epoch, overlay.revision, ended),
    drains: new Map(Object.entries(overlay.drains).filter(([id, mark]) => ids.has(id) && isInForce(mark))),
    weights: new Map(
      config.regions.map(({ id, weight }) => {
        const own = overlay.weights[id]
        return [id, own && isInForce(own) ? own.weight : weight]
      }),
    ),
    pins: overlay.pins.filter((pin) => ids.has(pin.to) && isInForce(pin)),
  }
}

/**
 * @param ended how many entries of the overlay have ended by the clock and are still in it.
 * @returns what `Nearside-Config-Epoch` says.
 */
export function epochOf(configEpoch: string, revision: number, ended = 0): string {
  if (revision === 0) return configEpoch
  return `${configEpoch}.${revision}${ended > 0 ? `-${ended}` : ''}`
}
