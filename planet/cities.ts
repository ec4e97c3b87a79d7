import { METRO_ROUND_TRIP_MS, ROUND_TRIPS_MS } from './round-trips.ts'

export { cfOf } from './cf.ts'

/** A place where clients and an edge stand. */
export type City = {
  /** IATA code in lower case, the colo's name. */
  readonly id: string
  readonly name: string
  /** Degrees. */
  readonly latitude: number
  readonly longitude: number
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly continent: string
  /** In the European Union; it has rules of its own for data. */
  readonly inEu?: true
  /** IANA name. */
  readonly timezone: string
  /** The state or province, and its ISO 3166-2 part. */
  readonly region: string
  readonly regionCode: string
  readonly postalCode: string
  /** The network of its clients. */
  readonly asn: number
  readonly asOrganization: string
  /** Client to edge and back. */
  readonly clientRttMs: number
}

/** The median of the world's fixed lines to a server nearby (Ookla, Speedtest Global Index, April 2022). */
const FIXED_LINE_RTT_MS = 10

export const CITIES: readonly City[] = [
  {
    id: 'iad',
    name: 'Ashburn',
    latitude: 39.04,
    longitude: -77.49,
    country: 'US',
    continent: 'NA',
    timezone: 'America/New_York',
    region: 'Virginia',
    regionCode: 'VA',
    postalCode: '20147',
    asn: 7922,
    asOrganization: 'Comcast Cable',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'bom',
    name: 'Mumbai',
    latitude: 19.07,
    longitude: 72.88,
    country: 'IN',
    continent: 'AS',
    timezone: 'Asia/Kolkata',
    region: 'Maharashtra',
    regionCode: 'MH',
    postalCode: '400001',
    asn: 55836,
    asOrganization: 'Reliance Jio Infocomm',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'fra',
    name: 'Frankfurt',
    latitude: 50.11,
    longitude: 8.68,
    country: 'DE',
    continent: 'EU',
    inEu: true,
    timezone: 'Europe/Berlin',
    region: 'Hesse',
    regionCode: 'HE',
    postalCode: '60311',
    asn: 3320,
    asOrganization: 'Deutsche Telekom',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'sin',
    name: 'Singapore',
    latitude: 1.35,
    longitude: 103.82,
    country: 'SG',
    continent: 'AS',
    timezone: 'Asia/Singapore',
    region: 'Singapore',
    regionCode: '01',
    postalCode: '018989',
    asn: 9506,
    asOrganization: 'Singtel Fibre Broadband',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'lhr',
    name: 'London',
    latitude: 51.51,
    longitude: -0.13,
    country: 'GB',
    continent: 'EU',
    timezone: 'Europe/London',
    region: 'England',
    regionCode: 'ENG',
    postalCode: 'EC2A',
    asn: 2856,
    asOrganization: 'British Telecommunications',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'syd',
    name: 'Sydney',
    latitude: -33.87,
    longitude: 151.21,
    country: 'AU',
    continent: 'OC',
    timezone: 'Australia/Sydney',
    region: 'New South Wales',
    regionCode: 'NSW',
    postalCode: '2000',
    asn: 1221,
    asOrganization: 'Telstra',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'gru',
    name: 'São Paulo',
    latitude: -23.55,
    longitude: -46.63,
    country: 'BR',
    continent: 'SA',
    timezone: 'America/Sao_Paulo',
    region: 'São Paulo',
    regionCode: 'SP',
    postalCode: '01001',
    asn: 27699,
    asOrganization: 'Telefônica Brasil',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'nrt',
    name: 'Tokyo',
    latitude: 35.68,
    longitude: 139.69,
    country: 'JP',
    continent: 'AS',
    timezone: 'Asia/Tokyo',
    region: 'Tokyo',
    regionCode: '13',
    postalCode: '100-0001',
    asn: 4713,
    asOrganization: 'NTT Communications',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
  {
    id: 'jnb',
    name: 'Johannesburg',
    latitude: -26.2,
    longitude: 28.05,
    country: 'ZA',
    continent: 'AF',
    timezone: 'Africa/Johannesburg',
    region: 'Gauteng',
    regionCode: 'GP',
    postalCode: '2000',
    asn: 37457,
    asOrganization: 'Telkom SA',
    clientRttMs: FIXED_LINE_RTT_MS,
  },
]

/** Where the app and a database stand; the first one holds the primary. */
export const REGION_IDS: readonly string[] = ['iad', 'bom', 'fra']

/** @returns the measured round trip between two cities, in milliseconds. */
export function rttMs(a: string, b: string): number {
  const known = (id: string) => CITIES.some((city) => city.id === id)
  if (a === b && known(a)) return METRO_ROUND_TRIP_MS
  const roundTripMs = ROUND_TRIPS_MS[[a, b].sort().join('-')]
  if (roundTripMs === undefined) throw new RangeError(`no round trip is known between "${a}" and "${b}"`)
  return roundTripMs
}
