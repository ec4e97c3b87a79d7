import { type MeshConfig, parseConfig } from '../../../worker/config.ts'
import type { RequestFacts } from '../../../worker/facts.ts'

export const REGIONS = [
  { id: 'iad', origin: 'https://iad.example', latitude: 38.95, longitude: -77.45, weight: 1, capacity: 1 },
  { id: 'bom', origin: 'https://bom.example', latitude: 19.09, longitude: 72.87, weight: 1, capacity: 1 },
  { id: 'fra', origin: 'https://fra.example', latitude: 50.03, longitude: 8.57, weight: 1, capacity: 1 },
] as const

export const MUMBAI = { latitude: 19.07, longitude: 72.88, weight: 1, capacity: 1 }

export function config(overrides: object = {}): MeshConfig {
  const parsed = parseConfig({ primary: 'iad', regions: REGIONS, ...overrides })
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'))
  return parsed.config
}

export function facts(overrides: Partial<RequestFacts> = {}): RequestFacts {
  return {
    method: 'GET',
    path: '/api/products',
    host: 'bom.example',
    scheme: 'https',
    position: MUMBAI,
    colo: 'BOM',
    country: 'IN',
    continent: 'AS',
    asn: 1,
    clientRttMs: 8,
    clientAddress: '192.0.2.1',
    isUpgrade: false,
    ...overrides,
  }
}
