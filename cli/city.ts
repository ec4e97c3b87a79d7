/** `--from`: where the client stands. */
import { CITIES } from '../planet/cities.ts'
import type { Vantage } from '../protocol/operators/explain.ts'
import { CliFailure } from './exit.ts'
import type { Gateway } from './gateway-client.ts'

/** @returns the city's id, for commands that only a planet's cities answer. */
export async function cityOption(gateway: Gateway, from: string | undefined): Promise<string | undefined> {
  if (from === undefined) return undefined
  const id = knownCity(from).id
  if (await gateway.planet()) return id
  throw new CliFailure(
    `--from: expected a planet at ${gateway.url}; elsewhere the network decides which city's gateway answers.`,
    2,
  )
}

/**
 * On a planet the city's own gateway is asked, which knows its distances; elsewhere the nearest is, and told where the
 * client stands.
 */
export async function standIn(
  gateway: Gateway,
  from: string | undefined,
): Promise<{ readonly city?: string; readonly vantage?: Vantage }> {
  if (from === undefined) return {}
  const { id, latitude, longitude, country, continent, asn } = knownCity(from)
  if (await gateway.planet()) return { city: id }
  return { vantage: { colo: id.toUpperCase(), latitude, longitude, country, continent, asn } }
}

function knownCity(from: string) {
  const city = CITIES.find(({ id }) => id === from.toLowerCase())
  if (city) return city
  const ids = CITIES.map(({ id }) => id).join(', ')
  throw new CliFailure(`--from: expected one of ${ids}, found "${from}".`, 2)
}
