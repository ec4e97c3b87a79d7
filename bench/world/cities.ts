/** The cities of Cloudflare's network, from data/cities.csv. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Position } from '../../worker/routing/distance.ts'
import { rowsOf } from './data/csv.ts'

export type WorldCity = Position & {
  /** The IATA code of its data centre, in lower case. */
  readonly id: string
  readonly name: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** As Cloudflare names it: AF, AS, EU, NA, OC, SA. */
  readonly continent: string
  /** How many people are online to whom it is the nearest. */
  readonly people: number
  /** How far they live from it on average. */
  readonly awayKm: number
}

/** @param except countries to leave out, by their codes. */
export function readCities(except: readonly string[] = []): readonly WorldCity[] {
  return rowsOf(readFileSync(FILE, 'utf8'))
    .map(cityOf)
    .filter(({ country }) => !except.includes(country))
}

const FILE = join(import.meta.dirname, 'data/cities.csv')

function cityOf(row: Readonly<Record<string, string>>): WorldCity {
  const { id = '', name = '', country = '', continent = '' } = row
  return {
    ...{ id, name, country, continent },
    latitude: Number(row.latitude),
    longitude: Number(row.longitude),
    people: Number(row.onlineThousands) * 1000,
    awayKm: Number(row.awayKm),
  }
}
