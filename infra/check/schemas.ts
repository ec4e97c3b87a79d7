/** Makes the schemas that kubeconform reads, so that checking needs no network. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { SCHEMA_SOURCES, type SchemaSource } from './schema-sources.ts'
import { type JsonObject, type KindSchema, kindsOfCrd, kindsOfOpenApi } from './strict-schema.ts'
import { SCHEMAS_DIR } from './tools.ts'

/** How kubeconform finds a kind's schema: `<group>/<kind>_<version>.json`, in lower case. */
export const SCHEMA_LOCATION = join(SCHEMAS_DIR, '{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json')

const STAMP = join(SCHEMAS_DIR, 'sources.json')

/** @returns whether the schemas are there, of the versions that are asked for. */
export function hasSchemas(): boolean {
  try {
    return readFileSync(STAMP, 'utf8') === JSON.stringify(SCHEMA_SOURCES)
  } catch {
    return false
  }
}

/** Writes one file for each kind; what is there already stays until all are made. */
export function makeSchemas(): void {
  const next = `${SCHEMAS_DIR}.${process.pid}`
  for (const source of SCHEMA_SOURCES) {
    for (const { group, kind, version, schema } of kindsOf(source)) {
      // What kubeconform takes for the group of a core kind is its version.
      const folder = join(next, group || version)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${kind}_${version}.json`.toLowerCase()), JSON.stringify(schema))
    }
  }
  writeFileSync(join(next, 'sources.json'), JSON.stringify(SCHEMA_SOURCES))
  rmSync(SCHEMAS_DIR, { recursive: true, force: true })
  renameSync(next, SCHEMAS_DIR)
}

function kindsOf(source: SchemaSource): readonly KindSchema[] {
  const path = join(moduleDir(source), source.path)
  const files = statSync(path).isDirectory() ? readdirSync(path).map((file) => join(path, file)) : [path]
  return files.sort().flatMap((file) => {
    if (source.form === 'openapi') return kindsOfOpenApi(JSON.parse(readFileSync(file, 'utf8')))
    if (!/\.ya?ml$/.test(file)) return []
    return parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' })
      .map((document): JsonObject => document.toJS() ?? {})
      .filter(({ kind }) => kind === 'CustomResourceDefinition')
      .flatMap(kindsOfCrd)
  })
}

/** The module proxy's checksums are verified by Go itself. */
function moduleDir({ module, version }: SchemaSource): string {
  const told = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], { encoding: 'utf8' })
  return JSON.parse(told).Dir
}
