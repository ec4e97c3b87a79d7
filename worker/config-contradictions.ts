/** What no single value of `[vars.MESH]` is wrong about, but two of them together. Pure. */
import type { Match } from '../protocol/operators/overlay.ts'
import { shown } from './config-shown.ts'
import { covers } from './routing/match.ts'

/**
 * @param input as it stands in wrangler.toml; what has not the form that is expected is passed by here.
 * @returns one sentence for each contradiction, each with its key.
 */
export function contradictions(input: unknown): readonly string[] {
  const mesh = fieldsOf(input)
  const regions = listOf(mesh.regions).map(fieldsOf)
  const routes = listOf(mesh.routes).map(fieldsOf)
  const ids = regions.map(({ id }) => id).filter(isText)
  const known = { ids, primary: isText(mesh.primary) ? mesh.primary : undefined }
  return [
    ...sizeOf(input),
    ...(known.primary !== undefined && ids.length > 0 && !ids.includes(known.primary)
      ? [`MESH.primary: expected one of ${ids.join(', ')}, found ${shown(known.primary)}`]
      : []),
    ...twice(regions, 'regions'),
    ...regions.flatMap((region, index) => ofReach(region, `MESH.regions.${index}`)),
    ...(regions.length > 0 && regions.every(({ weight }) => weight === 0)
      ? ['MESH.regions: expected a weight above 0 of at least one region, found 0 for all']
      : []),
    ...twice(routes, 'routes'),
    ...routes.flatMap((rule, index) => ofRule(rule, `MESH.routes.${index}`, known)),
    ...unreachable(routes),
    ...ofTimeouts(fieldsOf(mesh.timeouts)),
  ]
}

type Fields = Readonly<Record<string, unknown>>
type Known = { readonly ids: readonly string[]; readonly primary: string | undefined }

/** https://developers.cloudflare.com/workers/platform/limits/: a variable has at most 5 KB. */
const MAX_BYTES = 5 * 1024

function sizeOf(input: unknown): readonly string[] {
  const bytes = new TextEncoder().encode(JSON.stringify(input) ?? '').length
  if (bytes <= MAX_BYTES) return []
  return [`MESH: expected at most ${MAX_BYTES} bytes as JSON (the platform's limit), found ${bytes}`]
}

function twice(tables: readonly Fields[], name: string): readonly string[] {
  const ids = tables.map(({ id }) => id)
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id)
    if (!isText(id) || first === index) return []
    return [
      `MESH.${name}.${index}.id: expected an id of its own, found ${shown(id)}, as ${name}.${first} has`,
    ]
  })
}

function ofReach({ origin, binding }: Fields, key: string): readonly string[] {
  if ((origin === undefined) !== (binding === undefined)) return []
  return [`${key}: expected either origin or binding, found ${origin === undefined ? 'neither' : 'both'}`]
}

function ofRule(rule: Fields, key: string, { ids, primary }: Known): readonly string[] {
  const { via } = rule
  const only = rule.only === undefined ? undefined : listOf(rule.only)
  const named = [
    ...(only ?? []).map((id, index) => ({ id, key: `${key}.only.${index}` })),
    ...listOf(rule.prefer).map((id, index) => ({ id, key: `${key}.prefer.${index}` })),
    ...(isText(rule.pin) ? [{ id: rule.pin, key: `${key}.pin` }] : []),
  ]
  const steers = ['prefer', 'pin'].filter((name) => rule[name] !== undefined)
  return [
    ...named.flatMap(({ id, key }) => {
      if (!isText(id)) return []
      if (!ids.includes(id)) return [`${key}: expected one of ${ids.join(', ')}, found ${shown(id)}`]
      if (!only || only.includes(id)) return []
      return [`${key}: expected a region that "only" lets in (${only.join(', ')}), found ${shown(id)}`]
    }),
    ...(via === 'home' && only && primary !== undefined && !only.includes(primary)
      ? [`${key}.only: expected the primary's region ${primary} in it for via = "home", found ${shown(only)}`]
      : []),
    ...(via === 'home' && steers.length > 0
      ? [`${key}: expected either via = "home" or ${steers.join(' and ')}, found both`]
      : []),
  ]
}

function unreachable(routes: readonly Fields[]): readonly string[] {
  return routes.flatMap((rule, index) => {
    const first = routes.findIndex((wider) => isMatch(wider) && isMatch(rule) && covers(wider, rule))
    if (first === -1 || first >= index) return []
    return [
      `MESH.routes.${index}: expected a request that it is the first to match, found none: routes.${first} matches all of them before`,
    ]
  })
}

function isMatch(rule: Fields): rule is Fields & Match {
  const { path, method, country, continent, colo, asn } = rule
  return (
    [path, method].every((value) => value === undefined || isText(value)) &&
    [country, continent, colo].every((value) => value === undefined || listOf(value).every(isText)) &&
    [country, continent, colo, asn].every((value) => value === undefined || Array.isArray(value))
  )
}

function ofTimeouts({ perTryMs = 2000, totalMs = 10_000 }: Fields): readonly string[] {
  if (typeof perTryMs !== 'number' || typeof totalMs !== 'number' || perTryMs <= totalMs) return []
  return [`MESH.timeouts.perTryMs: expected at most timeouts.totalMs (${totalMs}), found ${perTryMs}`]
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
