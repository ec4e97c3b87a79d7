/** A point on the map with an IATA code. Degrees, north and east positive. */
export type Place = { readonly id: string; readonly latitude: number; readonly longitude: number }

/** The regions and which of them holds the primary. */
export type Mesh = { readonly primary: string; readonly regions: readonly Place[] }
