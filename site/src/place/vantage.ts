/** Where the visitor stands, as far as the address tells. Pure. */
import { CITIES, type City } from './cities.ts'

export type Address = { readonly protocol: string; readonly hostname: string; readonly port: string }

export type CityLink = { readonly city: City; readonly href: string; readonly isHere: boolean }

/** @returns the city of `bom.localhost`; undefined for every other hostname. */
export function vantageOf(hostname: string): City | undefined {
  const id = /^([a-z]{3})\.localhost$/.exec(hostname)?.[1]
  return CITIES.find((city) => city.id === id)
}

/** @returns a link to each city of the planet; none where the page is not served by a planet. */
export function cityLinks({ protocol, hostname, port }: Address): readonly CityLink[] {
  const here = vantageOf(hostname)
  if (!here && hostname !== 'localhost') return []
  const suffix = port === '' ? '' : `:${port}`
  return CITIES.map((city) => ({
    city,
    href: `${protocol}//${city.id}.localhost${suffix}/`,
    isHere: city === here,
  }))
}
