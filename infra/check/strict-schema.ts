/** PURE. OpenAPI as Kubernetes writes it -> JSON Schema in which an unknown field is an error. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export type KindSchema = {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly schema: JsonObject
}

/** @param document one file of `api/openapi-spec/v3`. */
export function kindsOfOpenApi(document: JsonObject): readonly KindSchema[] {
  const definitions = object(object(document.components).schemas)
  return Object.values(definitions).flatMap((definition) => {
    const kinds = array(object(definition)['x-kubernetes-group-version-kind']).map(object)
    const [only] = kinds
    // Options of calls are listed under every group; a kind has one.
    if (!only || kinds.length > 1) return []
    const schema = strict(definition, '#/definitions/')
    return [{ ...named(only), schema: { ...schema, definitions: closure(definition, definitions) } }]
  })
}

/** @param definition a CustomResourceDefinition. */
export function kindsOfCrd(definition: JsonObject): readonly KindSchema[] {
  const { group, names, versions } = object(definition.spec)
  return array(versions)
    .map(object)
    .map((version) => ({
      ...named({ group: group ?? '', version: version.name ?? '', kind: object(names).kind ?? '' }),
      schema: strict(object(version.schema).openAPIV3Schema ?? {}, ''),
    }))
}

function named({ group, version, kind }: JsonObject): Omit<KindSchema, 'schema'> {
  return { group: String(group), version: String(version), kind: String(kind) }
}

/** Everything that a schema refers to, however deep. */
function closure(start: Json, definitions: JsonObject): JsonObject {
  const found = new Map<string, JsonObject>()
  const visit = (node: Json): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      const name = key === '$ref' ? lastOf(value) : undefined
      if (name === undefined) visit(value)
      else if (!found.has(name)) {
        const target = definitions[name] ?? {}
        found.set(name, strict(target, '#/definitions/'))
        visit(target)
      }
    }
  }
  visit(start)
  return Object.fromEntries(found)
}

function strict(node: Json, refs: string): JsonObject {
  return object(rewrite(node, refs))
}

function rewrite(node: Json, refs: string): Json {
  if (Array.isArray(node)) return node.map((each) => rewrite(each, refs))
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node as JsonObject)
    // Prose, and what only an API server reads.
    .filter(([key, value]) => !(key === 'description' && typeof value === 'string') && !key.startsWith('x-'))
    .map(([key, value]): [string, Json] =>
      key === '$ref' ? [key, refs + lastOf(value)] : [key, rewrite(value, refs)],
    )
  return { ...Object.fromEntries(entries), ...closed(node as JsonObject), ...nullable(node as JsonObject) }
}

/** A schema that lists properties and says nothing of others knows no others. */
function closed(node: JsonObject): JsonObject {
  const isOpen =
    node['x-kubernetes-preserve-unknown-fields'] === true || node['x-kubernetes-embedded-resource'] === true
  const listsAll = typeof node.properties === 'object' && node.type === 'object'
  return listsAll && !isOpen && node.additionalProperties === undefined ? { additionalProperties: false } : {}
}

function nullable(node: JsonObject): JsonObject {
  return node.nullable === true && typeof node.type === 'string' ? { type: [node.type, 'null'] } : {}
}

function lastOf(ref: Json): string {
  return String(ref).split('/').at(-1) ?? ''
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function array(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}
