/** Whether what wrangler.toml deploys fits together: the table of regions, what is bound, what reaches the Worker. Pure. */
import { type ConfigResult, type MeshConfig, parseConfig } from '../worker/config.ts'
import { matchesPath } from '../worker/routing/path-pattern.ts'

export type ConfigCheck =
  | { readonly ok: true; readonly config: MeshConfig }
  | { readonly ok: false; readonly errors: readonly string[] }

/**
 * @param wrangler the whole file, parsed. Each of its environments is judged, too: they inherit neither variables nor
 *   bindings.
 * @returns the config at the top, or every error with its key, the expected and the found.
 */
export function checkConfig(wrangler: unknown): ConfigCheck {
  const top = fieldsOf(wrangler)
  const parsed = parse(fieldsOf(top.vars).MESH)
  const environments = Object.entries(fieldsOf(top.env)).flatMap(([name, environment]) =>
    errorsOf({ assets: top.assets, ...fieldsOf(environment) }).map((error) => `env.${name}: ${error}`),
  )
  const errors = [...errorsOf(top), ...environments]
  if (parsed.ok && errors.length === 0) return parsed
  return { ok: false, errors }
}

/** As it stands in the file, then as the Worker gets it: as JSON, which does not keep everything. */
function parse(mesh: unknown): ConfigResult {
  const parsed = parseConfig(mesh)
  return parsed.ok ? parseConfig(JSON.parse(JSON.stringify(mesh))) : parsed
}

function errorsOf({ vars, services, vpc_services, assets }: Fields): readonly string[] {
  const mesh = fieldsOf(vars).MESH
  const parsed = parse(mesh)
  const bound = [...listOf(services), ...listOf(vpc_services)].map((service) => fieldsOf(service).binding)
  const { app, regions } = fieldsOf(mesh)
  return [
    ...(parsed.ok ? [] : parsed.errors),
    ...listOf(regions).flatMap((region, index) => unbound(fieldsOf(region).binding, bound, index)),
    ...unreached(Array.isArray(app) ? app : ['/api/*'], fieldsOf(assets).run_worker_first),
  ]
}

function unbound(binding: unknown, bound: readonly unknown[], index: number): readonly string[] {
  if (binding === undefined || bound.includes(binding)) return []
  const names = bound.length > 0 ? bound.join(', ') : 'none is bound'
  return [
    `MESH.regions.${index}.binding: expected a binding of [[services]] or [[vpc_services]] (${names}), found ${JSON.stringify(binding)}`,
  ]
}

const OWN = '/_nearside/*'

/** A request that Cloudflare looks up among the static files first may be answered there, and not by the app. */
function unreached(app: readonly unknown[], first: unknown): readonly string[] {
  if (first === true) return []
  const rules = listOf(first).filter((rule) => typeof rule === 'string')
  const taken = rules.filter((rule) => !rule.startsWith('!'))
  const left = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))
  const wanted = [...app.filter((path) => typeof path === 'string'), OWN]
  return wanted.flatMap((path) => {
    const isTaken = taken.some((rule) => fitsGlob(rule, path))
    const except = left.find((rule) => fitsGlob(rule, path) || matchesPath(path, rule))
    if (isTaken && except === undefined) return []
    const found = first === undefined ? 'nothing' : JSON.stringify(first)
    const of = path === OWN ? "the gateway's own" : 'in MESH.app'
    return [`assets.run_worker_first: expected to cover "${path}" (${of}), found ${found}`]
  })
}

/** Cloudflare's patterns: `*` is any characters, slashes too. */
function fitsGlob(glob: string, path: string): boolean {
  const literal = glob.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`).test(path)
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
