import { from } from './planet.ts'

type Served = {
  readonly city: string
  readonly phase: string
  readonly region: string | null
  readonly status: number
}

/** One reader in each city, one request after the other; each belongs to the phase that it was sent in. */
export function startLoad(cities: readonly string[]) {
  const all: Served[] = []
  let isOver = false
  let current = 'before'
  const readers = cities.map(async (city) => {
    while (!isOver) {
      const phase = current
      const { region, status } = await from(city, '/api/products?limit=1')
      all.push({ city, phase, region, status })
    }
  })
  return {
    served: (phase?: string) => all.filter((one) => phase === undefined || one.phase === phase),
    mark(phase: string) {
      current = phase
    },
    async stop() {
      isOver = true
      await Promise.all(readers)
    },
  }
}
