import type { City } from './cities.ts'

/**
 * @returns `request.cf` as Cloudflare gives it to a Worker in this city: coordinates are strings, the colo is in
 * upper case (https://developers.cloudflare.com/workers/runtime-apis/request/#incomingrequestcfproperties).
 */
export function cfOf(city: City): Record<string, unknown> {
  return {
    colo: city.id.toUpperCase(),
    country: city.country,
    continent: city.continent,
    ...(city.inEu ? { isEUCountry: '1' } : {}),
    city: city.name,
    region: city.region,
    regionCode: city.regionCode,
    postalCode: city.postalCode,
    latitude: city.latitude.toFixed(5),
    longitude: city.longitude.toFixed(5),
    timezone: city.timezone,
    asn: city.asn,
    asOrganization: city.asOrganization,
    clientTcpRtt: city.clientRttMs,
    httpProtocol: 'HTTP/1.1',
    tlsVersion: '',
    tlsCipher: '',
  }
}
