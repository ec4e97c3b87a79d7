/** Distance and what physics asks for it. Pure: no I/O, no clock, no randomness. */

export type Position = {
  /** Degrees, north positive. */
  readonly latitude: number
  /** Degrees, east positive. */
  readonly longitude: number
}

/** Mean radius of the Earth, IUGG. */
const EARTH_RADIUS_KM = 6371.0088
/** Light in vacuum over the group index of single-mode fibre at 1550 nm (1.468). */
const FIBRE_KM_PER_MS = 299.792458 / 1.468
/** Real routes are longer than great circles and pass through equipment. */
const DETOUR = 1.6
const EQUIPMENT_MS = 2

/** @returns the great-circle distance in kilometres (haversine). */
export function distanceKm(a: Position, b: Position): number {
  const latitudeArc = radians(b.latitude - a.latitude)
  const longitudeArc = radians(b.longitude - a.longitude)
  const h =
    Math.sin(latitudeArc / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(longitudeArc / 2) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** @returns the floor in milliseconds: light in fibre along the great circle, there and back. */
export function floorMs(a: Position, b: Position): number {
  return (2 * distanceKm(a, b)) / FIBRE_KM_PER_MS
}

/** @returns what a real round trip probably takes, in milliseconds, before any was measured. */
export function priorMs(a: Position, b: Position): number {
  return EQUIPMENT_MS + DETOUR * floorMs(a, b)
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
