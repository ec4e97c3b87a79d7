/** The cities that a client of the planet can stand in. Pure. */
import type { Place } from './place.ts'

export type City = Place & { readonly name: string }

export const CITIES: readonly City[] = [
  { id: 'iad', name: 'Virginia', latitude: 38.95, longitude: -77.45 },
  { id: 'gru', name: 'São Paulo', latitude: -23.44, longitude: -46.47 },
  { id: 'lhr', name: 'London', latitude: 51.47, longitude: -0.45 },
  { id: 'fra', name: 'Frankfurt', latitude: 50.03, longitude: 8.57 },
  { id: 'jnb', name: 'Johannesburg', latitude: -26.13, longitude: 28.24 },
  { id: 'bom', name: 'Mumbai', latitude: 19.09, longitude: 72.87 },
  { id: 'sin', name: 'Singapore', latitude: 1.36, longitude: 103.99 },
  { id: 'nrt', name: 'Tokyo', latitude: 35.76, longitude: 140.39 },
  { id: 'syd', name: 'Sydney', latitude: -33.95, longitude: 151.18 },
]

/** @returns the name people use, or the code in capitals where the place is not in the table. */
export function nameOf(id: string): string {
  return CITIES.find((city) => city.id === id)?.name ?? id.toUpperCase()
}
