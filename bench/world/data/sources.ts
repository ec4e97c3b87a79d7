/** The files of the sources -> data centres and places, each with what is known of it. Pure: a reader of files is an argument. */
import { distanceKm, type Position } from '../../../worker/routing/distance.ts'
import { rowsOf } from './csv.ts'

/** A data centre; `id` is its IATA code in lower case. */
export type Site = Position & {
  readonly id: string
  readonly name: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly continent: string
}

/** A town, with all the people online who live in it or, elsewhere in its country, in its shadow. */
export type Place = Position & { readonly country: string; readonly online: number }

type Town = Position & { readonly name: string; readonly country: string; readonly population: number }
type Country = { readonly iso3: string; readonly continent: string; readonly population: number }

/** Figures of the share of people online that are older are taken to be none: the world's is nearer to the truth. */
const OLDEST_YEAR = 2015

export function readSources(read: (name: string) => string): {
  readonly sites: readonly Site[]
  readonly places: readonly Place[]
} {
  const towns = townsOf(read('cities15000.json'))
  const countries = countriesOf(read('countries.json'))
  const airports = new Map(rowsOf(read('airports.csv')).map((row) => [row.iata, row]))
  const sites = rowsOf(read('DC-Colos.csv')).map((row): Site => {
    const [name = ''] = (row.name ?? '').split(',')
    const country = row.cca2 ?? ''
    const airport = airports.get(row.colo)
    return {
      id: (row.colo ?? '').toLowerCase(),
      ...{ name, country, continent: countries.get(country)?.continent ?? '' },
      ...(positionOf(row) ?? townNamed(name, country, towns, airport && positionOf(airport))),
    }
  })
  const places = placesOf(towns, countries, sharesOf(read('online.csv')))
  return { sites: sites.toSorted((a, b) => (a.id < b.id ? -1 : 1)), places }
}

function positionOf({ lat, lon }: Readonly<Record<string, string>>): Position | undefined {
  return lat && lon ? { latitude: Number(lat), longitude: Number(lon) } : undefined
}

/** Of several towns of one name the one that is nearest to the airport, or the largest where that is not known. */
function townNamed(
  name: string,
  country: string,
  towns: readonly Town[],
  airport: Position | undefined,
): Position {
  const [found] = towns
    .filter((town) => town.country === country && plain(town.name) === plain(name))
    .toSorted((a, b) =>
      airport ? distanceKm(airport, a) - distanceKm(airport, b) : b.population - a.population,
    )
  const position = found ?? airport
  if (!position) throw new Error(`no position for ${name}, ${country}`)
  return { latitude: position.latitude, longitude: position.longitude }
}

/** The people of a country who are online, spread over its towns as its town people are. */
function placesOf(
  towns: readonly Town[],
  countries: ReadonlyMap<string, Country>,
  shares: ReadonlyMap<string, number>,
): readonly Place[] {
  const world = shares.get('OWID_WRL') ?? Number.NaN
  return [...Map.groupBy(towns, ({ country }) => country)].flatMap(([code, own]) => {
    const country = countries.get(code)
    if (!country) return []
    const online = (country.population * (shares.get(country.iso3) ?? world)) / 100
    const inTowns = own.reduce((sum, { population }) => sum + population, 0)
    if (inTowns === 0) return []
    return own.map(({ latitude, longitude, population }): Place => {
      return { latitude, longitude, country: code, online: (online * population) / inTowns }
    })
  })
}

/** By ISO 3166-1 alpha-3: of a hundred people, the newest figure. Rows are in the order of their years. */
function sharesOf(text: string): ReadonlyMap<string, number> {
  const shares = new Map<string, number>()
  for (const { Code = '', Year, 'Individuals using the Internet (% of population)': share } of rowsOf(text)) {
    if (Code && Number(Year) >= OLDEST_YEAR) shares.set(Code, Number(share))
  }
  return shares
}

function townsOf(text: string): readonly Town[] {
  const all: Readonly<Record<string, Omit<Town, 'country'> & { readonly countrycode: string }>> =
    JSON.parse(text)
  return Object.values(all).map(({ countrycode, ...town }) => ({ ...town, country: countrycode }))
}

function countriesOf(text: string): ReadonlyMap<string, Country> {
  const all: Readonly<Record<string, Omit<Country, 'continent'> & { readonly continentcode: string }>> =
    JSON.parse(text)
  return new Map(
    Object.entries(all).map(([code, { continentcode, ...rest }]) => [
      code,
      { ...rest, continent: continentcode },
    ]),
  )
}

function plain(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
