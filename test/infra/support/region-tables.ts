/** The tables of regions that the Worker, Terraform and Argo CD read, and where they say different things. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import * as v from 'valibot'
import { parse as parseYaml } from 'yaml'
import { type Environment, INFRA_DIR, regionsOf } from '../../../infra/check/matrix.ts'

const ROOT = join(INFRA_DIR, '..')

/** What one file says; what it does not say it leaves out. */
export type Table = {
  readonly file: string
  readonly primary?: string
  readonly domain?: string
  readonly regions: Readonly<Record<string, Says>>
}

type Says = Readonly<Partial<Record<'latitude' | 'longitude' | 'origin' | 'postgres' | 'podCidr', unknown>>>

const FILES = { prod: 'wrangler.toml', staging: 'wrangler.staging.toml' } as const

/** @returns the Worker's table first: the others have to say the same. */
export function tablesOf(environment: Environment): readonly Table[] {
  return [
    worker(FILES[environment]),
    terraform(`infra/terraform/live/${environment}/regions.auto.tfvars.json`),
    database(`infra/gitops/values/database/environments/${environment}.yaml`),
    app(`infra/gitops/values/region-app/environments/${environment}.yaml`),
    releases(environment),
  ]
}

/** @returns a line for each thing that a table says otherwise than an earlier one: file, key, expected, found. */
export function differencesBetween(tables: readonly Table[]): readonly string[] {
  const known = new Map<string, string>()
  const ids = sorted(Object.keys(tables[0]?.regions ?? {}))
  const otherwise = (file: string, key: string, found: unknown) => {
    const expected = known.get(key) ?? JSON.stringify(found)
    known.set(key, expected)
    return expected === JSON.stringify(found)
      ? []
      : [`${file}: ${key}: expected ${expected}, found ${JSON.stringify(found)}`]
  }
  return tables.flatMap(({ file, primary, domain, regions }) => {
    const here = sorted(Object.keys(regions))
    return [
      ...ids
        .filter((id) => !here.includes(id))
        .map((id) => `${file}: regions: expected ${id}, found ${here}`),
      ...here.filter((id) => !ids.includes(id)).map((id) => `${file}: regions: expected ${ids}, found ${id}`),
      ...(primary === undefined ? [] : otherwise(file, 'primary', primary)),
      ...(domain === undefined ? [] : otherwise(file, 'domain', domain)),
      ...here
        .filter((id) => ids.includes(id))
        .flatMap((id) =>
          Object.entries(regions[id] ?? {}).map(([key, found]) => [`${id}.${key}`, found] as const),
        )
        .flatMap(([key, found]) => otherwise(file, key, found)),
    ]
  })
}

function worker(file: string): Table {
  const Region = v.object({ id: v.string(), origin: v.string(), latitude: v.number(), longitude: v.number() })
  const Wrangler = v.object({
    vars: v.object({ MESH: v.object({ primary: v.string(), regions: v.array(Region) }) }),
  })
  const { primary, regions } = read(file, Wrangler, parseToml).vars.MESH
  return {
    file,
    primary,
    regions: Object.fromEntries(
      regions.map(({ id, origin, latitude, longitude }) => [id, { origin, latitude, longitude }]),
    ),
  }
}

function terraform(file: string): Table {
  const Region = v.object({ latitude: v.number(), longitude: v.number(), pod_cidr: v.string() })
  const Inputs = v.object({ domain: v.string(), primary: v.string(), regions: v.record(v.string(), Region) })
  const { domain, primary, regions } = read(file, Inputs, JSON.parse)
  return {
    file,
    primary,
    domain,
    regions: mapped(regions, ({ latitude, longitude, pod_cidr }, id) => ({
      latitude,
      longitude,
      origin: `https://${id}.origin.${domain}`,
      postgres: `pg-${id}.${domain}`,
      podCidr: pod_cidr,
    })),
  }
}

function database(file: string): Table {
  const Region = v.object({ id: v.string(), host: v.string(), podCidr: v.string() })
  const { primary, regions } = read(
    file,
    v.object({ primary: v.string(), regions: v.array(Region) }),
    parseYaml,
  )
  return {
    file,
    primary,
    regions: Object.fromEntries(regions.map(({ id, host, podCidr }) => [id, { postgres: host, podCidr }])),
  }
}

function app(file: string): Table {
  const Values = v.object({
    domain: v.string(),
    database: v.object({ primary: v.string(), regions: v.array(v.string()) }),
  })
  const { domain, database } = read(file, Values, parseYaml)
  const { primary, regions } = database
  return { file, domain, primary, regions: Object.fromEntries(regions.map((id) => [id, {}])) }
}

/** A region without a release runs nothing: matrix.ts. */
function releases(environment: Environment): Table {
  return {
    file: `infra/gitops/values/region-app/releases/${environment}/`,
    regions: Object.fromEntries(regionsOf(environment).map((id) => [id, {}])),
  }
}

function read<T>(file: string, schema: v.GenericSchema<unknown, T>, parse: (text: string) => unknown): T {
  const path = join(ROOT, file)
  if (!existsSync(path)) throw new Error(`${file}: expected a table of regions, found no file`)
  const parsed = v.safeParse(schema, parse(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.output
  throw new Error(
    `${file}: ${parsed.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`).join('; ')}`,
  )
}

function mapped<A, B>(
  record: Readonly<Record<string, A>>,
  to: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]))
}

function sorted(ids: readonly string[]): readonly string[] {
  return [...ids].sort()
}
