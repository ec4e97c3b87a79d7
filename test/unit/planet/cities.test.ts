import { expect, it } from 'vitest'
import { CITIES, cfOf, REGION_IDS, rttMs } from '../../../planet/cities.ts'

const ids = CITIES.map(({ id }) => id)
const pairs = ids.flatMap((a, index) => ids.slice(index + 1).map((b) => [a, b] as const))

it('L63 every pair of cities has a round trip, the same both ways, and none is faster than light in fibre', () => {
  expect(pairs.length).toBe(36)
  for (const [a, b] of pairs) {
    expect(rttMs(a, b), `${a}-${b}`).toBe(rttMs(b, a))
    expect(rttMs(a, b), `${a}-${b}`).toBeGreaterThan(floorMs(a, b))
  }
  for (const id of ids) expect(rttMs(id, id)).toBeLessThanOrEqual(2)
  expect(() => rttMs('iad', 'xyz')).toThrow('no round trip is known between "iad" and "xyz"')
})

it('L64 every region is a city', () => {
  for (const region of REGION_IDS) expect(ids).toContain(region)
})

it('L65 request.cf has the shape that Cloudflare gives it: coordinates are strings, the colo is in upper case', () => {
  const mumbai = CITIES.find(({ id }) => id === 'bom')
  if (!mumbai) throw new Error('no Mumbai')
  expect(cfOf(mumbai)).toMatchObject({
    colo: 'BOM',
    country: 'IN',
    continent: 'AS',
    latitude: '19.07000',
    longitude: '72.88000',
    clientTcpRtt: 10,
    timezone: 'Asia/Kolkata',
  })
})

function floorMs(a: string, b: string): number {
  const [from, to] = [a, b].map((id) => CITIES.find((city) => city.id === id))
  if (!from || !to) throw new Error(`no city ${a} or ${b}`)
  const radians = Math.PI / 180
  const cosine =
    Math.sin(from.latitude * radians) * Math.sin(to.latitude * radians) +
    Math.cos(from.latitude * radians) *
      Math.cos(to.latitude * radians) *
      Math.cos((from.longitude - to.longitude) * radians)
  const [earthRadiusKm, fibreKmPerMs] = [6371, 204]
  return (2 * earthRadiusKm * Math.acos(cosine)) / fibreKmPerMs
}
