/** What a page tells to write into a file of the project, tried on that file: its first line names it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { parse as parseYaml } from 'yaml'
import { checkConfig } from '../../../cli/config-check.ts'
import { type Chart, renderingsOf } from '../../../infra/check/matrix.ts'
import { ROOT } from './commands.ts'
import { TOKEN } from './demotion-token.ts'
import { refusal } from './helm.ts'
import type { Block } from './page.ts'

type Tree = Record<string, unknown>

/** The pages move the primary away from where it was made, wherever it is by now. */
const UNMOVED: Readonly<Record<string, Tree>> = {
  'infra/gitops/values/database/environments/prod.yaml': {
    primary: 'iad',
    successor: '',
    promotion: { region: 'iad', by: 'made', token: '' },
  },
}

/** @returns the file's name, where the block is meant for one. */
export function fileOf({ text }: Block): string | undefined {
  return /^(?:#|\/\/) ((?:infra\/\S+|wrangler\S*)\.(?:yaml|toml|json))$/m.exec(text.split('\n')[0] ?? '')?.[1]
}

/** @returns what is wrong with the file once the block is in it. */
export function wrongInFile(file: string, { language, text }: Block): string | undefined {
  const content = text.slice(text.indexOf('\n')).replace(/token: …/, `token: ${TOKEN}`)
  const before = merge(read(language, readFileSync(join(ROOT, file), 'utf8')), UNMOVED[file]) as Tree
  const after = merge(before, read(language, content)) as Tree
  if (language === 'yaml') return ofValues(file, after)
  if (language === 'toml') return ofWorker(after)
  return ofRegions(before, after)
}

function read(language: string, text: string): Tree {
  if (language === 'yaml') return parseYaml(text)
  return language === 'toml' ? parseToml(text) : JSON.parse(text)
}

/** Rows are known by their id or their binding; else the later list stands for the earlier one. */
function merge(old: unknown, young: unknown): unknown {
  if (young === undefined) return old
  if (Array.isArray(old) && Array.isArray(young)) {
    const key = ['id', 'binding'].find((each) =>
      [...old, ...young].every((row) => isTree(row) && each in row),
    )
    if (key === undefined) return young
    const rows = new Map(old.map((row) => [row[key], row]))
    for (const row of young) rows.set(row[key], merge(rows.get(row[key]), row))
    return [...rows.values()]
  }
  if (!isTree(old) || !isTree(young)) return young
  const keys = new Set([...Object.keys(old), ...Object.keys(young)])
  return Object.fromEntries(
    [...keys].map((key) => [key, key in young ? merge(old[key], young[key]) : old[key]]),
  )
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function ofValues(file: string, values: Tree): string | undefined {
  const [, chart, region = 'bom'] =
    /^infra\/gitops\/values\/([\w-]+)\/(?:environments\/prod|regions\/(\w+))\.yaml$/.exec(file) ?? []
  const rendering = renderingsOf('prod', region).find((each) => each.chart === (chart as Chart))
  return rendering ? refusal(rendering, values) : `${file}: no values of a chart`
}

function ofWorker(after: Tree): string | undefined {
  const schema = JSON.parse(readFileSync(join(ROOT, 'node_modules/wrangler/config-schema.json'), 'utf8'))
  const unknown = Object.keys(after).find((key) => !(key in schema.definitions.RawConfig.properties))
  if (unknown !== undefined) return `${unknown}: no such key of wrangler`
  const checked = checkConfig(after)
  return checked.ok ? undefined : checked.errors.join('\n')
}

function ofRegions(before: Tree, after: Tree): string | undefined {
  const keysOf = (tree: Tree) => [
    Object.keys(tree).sort().join(),
    ...new Set(
      Object.values(isTree(tree.regions) ? tree.regions : {}).map((row) =>
        Object.keys(row as Tree)
          .sort()
          .join(),
      ),
    ),
  ]
  const [was, is] = [keysOf(before).join('; '), keysOf(after).join('; ')]
  return was === is ? undefined : `expected the keys ${was}, found ${is}`
}
