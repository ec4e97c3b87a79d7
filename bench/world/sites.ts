/** Codes -> cities where regions stand or could. */
import { BenchError } from '../bench-error.ts'
import type { WorldCity } from './cities.ts'

/** @throws BenchError for a code that no city of Cloudflare's has. */
export function sitesOf(ids: readonly string[], cities: readonly WorldCity[]): readonly WorldCity[] {
  return ids.map((id) => {
    const city = cities.find((one) => one.id === id)
    if (!city)
      throw new BenchError(`expected the code of a city with a Cloudflare data centre, found "${id}"`)
    return city
  })
}
