/** The faults that the planet is asked for, as `POST /_planet/faults` takes them. */
export type PlanetFault =
  | { readonly fault: 'crash-app'; readonly region: string }
  | { readonly fault: 'crash-db' | 'pause-replay'; readonly region: string; readonly server?: 1 | 2 }
  | { readonly fault: 'cut' | 'blackhole'; readonly region: string; readonly link: Way }
  | { readonly fault: 'slow'; readonly region: string; readonly link: Way; readonly ms: number }
  /** The primary's log reaches no replica; the apps reach the primary. Ends with a failover. */
  | { readonly fault: 'hold-replication' }
  /** The primary is killed and the region's replica takes its place. */
  | { readonly fault: 'failover'; readonly region: string }
  /** The primary that a failover left dead comes back as it was, and takes itself for the primary. */
  | { readonly fault: 'return-primary' }

/** `edge`: from the edges to the region. `primary`: from the region to the databases of the others. */
export type Way = 'edge' | 'primary'

/** @returns the fault for people: `slow bom primary 150 ms`. */
export function describeFault(fault: PlanetFault): string {
  const { fault: kind, ...rest } = fault
  const of = Object.entries(rest).map(([name, value]) => (name === 'ms' ? `${value} ms` : String(value)))
  return [kind, ...of].join(' ')
}
