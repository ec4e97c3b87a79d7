import { expect, it } from 'vitest'
import { legsOf } from '../../../site/src/map/legs.ts'
import { nameOf } from '../../../site/src/place/cities.ts'
import { cityLinks, vantageOf } from '../../../site/src/place/vantage.ts'
import { primarySeen } from '../../../site/src/receipt/primary.ts'
import { CANCEL, MESH, READ, receipt, WRITE } from './fixtures.ts'

it.each([
  ['bom.localhost', 'Mumbai'],
  ['gru.localhost', 'São Paulo'],
  ['localhost', undefined],
  ['zzz.localhost', undefined],
  ['bom.nearside.example', undefined],
])('S7 at %s the visitor stands in %s', (hostname, name) => {
  expect(vantageOf(hostname)?.name).toBe(name)
})

it('S7 a place that is not in the table goes by its code', () => {
  expect([nameOf('iad'), nameOf('cdg')]).toEqual(['Virginia', 'CDG'])
})

it('S8 a planet links to the same page from every city, and marks where you are', () => {
  const links = cityLinks({ protocol: 'http:', hostname: 'bom.localhost', port: '8787' })
  expect(links).toHaveLength(9)
  expect(links.filter(({ isHere }) => isHere).map(({ href }) => href)).toEqual(['http://bom.localhost:8787/'])
  expect(cityLinks({ protocol: 'http:', hostname: 'localhost', port: '' })[0]?.href).toBe(
    'http://iad.localhost/',
  )
})

it('S8 a deployment has no such links', () => {
  expect(cityLinks({ protocol: 'https:', hostname: 'nearside.example', port: '' })).toEqual([])
})

it('S9 the map draws the way of a request: to the region that answered, and on to the primary', () => {
  const way = (...[given, city]: [Parameters<typeof legsOf>[0], string?]) =>
    legsOf(given, city === undefined ? undefined : vantageOf(`${city}.localhost`), MESH).map(
      ({ from, to, durMs }) => `${from.id} ${to.id} ${durMs}`,
    )
  expect(way(READ, 'bom')).toEqual([])
  expect(way(READ, 'sin')).toEqual(['sin bom 2.1'])
  expect(way(WRITE, 'bom')).toEqual(['bom iad 199.4'])
  expect(way(WRITE, 'sin')).toEqual(['sin bom 2', 'bom iad 199.4'])
  expect(way(CANCEL, 'bom')).toEqual(['bom iad 198'])
  expect(way(WRITE)).toEqual(['bom iad 199.4'])
  // After a failover the floor names the primary.
  const moved = receipt({ region: 'fra', data: 'primary', timing: 'wan;dur=2, floor;desc="bom";dur=60' })
  expect(way(moved)).toEqual(['fra bom 2'])
  expect(primarySeen([READ, moved, WRITE], 'iad')).toBe('bom')
  expect(primarySeen([READ], 'iad')).toBe('iad')
  expect(way(receipt({ region: 'xxx', timing: 'net;dur=1, wan;dur=2' }), 'bom')).toEqual([])
  expect(way(receipt({}), 'bom')).toEqual([])
})
