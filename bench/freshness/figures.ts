import type { Figure } from '../figure.ts'
import type { FreshnessSample } from './summary.ts'

/**
 * Reads right after a write -> figures. Pure.
 * @param place where the sessions stand, such as "Mumbai".
 * @param near the region that should answer; undefined where any may.
 */
export function freshnessFigures(
  samples: readonly FreshnessSample[],
  place: string,
  near: string | undefined,
): readonly Figure[] {
  const good = samples.filter(({ failure }) => failure === undefined)
  const isOwn = ({ data, region }: FreshnessSample) =>
    data !== 'primary' && (near === undefined || region === near)
  const title = `read right after a write from ${place}`
  return [
    { name: `${title}: ms of waiting`, samples: good.map(({ waitMs }) => waitMs) },
    { name: `${title}: from its own replica`, samples: good.map((sample) => (isOwn(sample) ? 1 : 0)) },
    {
      name: `${title}: times faster than kept on the primary`,
      samples: good.map(({ stickyMs, readMs }) => stickyMs / readMs),
    },
  ]
}
