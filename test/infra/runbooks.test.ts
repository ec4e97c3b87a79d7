import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Environment, INFRA_DIR, regionsOf } from '../../infra/check/matrix.ts'
import { ROOT, wrongWith } from './support/commands.ts'
import { HELM } from './support/helm.ts'
import { secrets } from './support/kubectl.ts'
import { memoryOf, sum } from './support/memory.ts'
import { type Page, readPage } from './support/page.ts'
import { commandsOf } from './support/shell.ts'
import { fileOf, wrongInFile } from './support/snippet.ts'

const RUNBOOKS = join(ROOT, 'docs/runbooks')
const COSTS = join(ROOT, 'docs/costs.md')
const pages = readdirSync(RUNBOOKS)
  .filter((file) => file.endsWith('.md'))
  .map((file) => readPage(join(RUNBOOKS, file)))
const nameOf = ({ file }: Page) => relative(ROOT, file)
const FOLDER = mkdtempSync(join(tmpdir(), 'nearside-runbooks-'))

afterAll(() => rmSync(FOLDER, { recursive: true }))

describe.skipIf(!HELM)('the runbooks', () => {
  it.each(pages.map((page) => [nameOf(page), page] as const))(
    'I186 %s names only commands, options, files, variables and things of a cluster that exist',
    (_name, page) => {
      expect(wrongCommands(page)).toEqual([])
      expect(wrongPaths(page)).toEqual([])
      expect(wrongKeys(page)).toEqual([])
      writeFileSync(join(FOLDER, 'page.sh'), scriptOf(page))
      execFileSync('bash', ['-n', join(FOLDER, 'page.sh')], { stdio: 'pipe' })
    },
  )

  // The examples are of the regions that the project begins with.
  it.skipIf(!['iad', 'bom'].every((id) => regionsOf('prod').includes(id)))(
    'I187 what a runbook tells to write into a file its readers take, and every Secret is made',
    () => {
      const snippets = pages.flatMap((page) =>
        page.blocks
          .filter(({ language }) => language !== 'sh')
          .map((block) => ({
            at: `${nameOf(page)}: ${block.text.split('\n')[0]}`,
            file: fileOf(block),
            block,
          })),
      )
      expect(snippets.filter(({ file }) => file === undefined).map(({ at }) => at)).toEqual([])
      const wrong = new Map(
        snippets.map(({ at, file = '', block }) => [`${at}\n${block.text}`, wrongInFile(file, block)]),
      )
      expect([...wrong].filter(([, error]) => error !== undefined)).toEqual([])
      const first = readFileSync(join(RUNBOOKS, 'first-region.md'), 'utf8')
      const made = [...first.matchAll(/^ *secret (\w+) ([\w-]+) /gm)].map(
        ([, namespace, name]) => `${namespace}/${name}`,
      )
      expect(made.toSorted()).toEqual(secrets('made by hand').toSorted())
      const asked = readFileSync(join(INFRA_DIR, 'gitops/bootstrap/bootstrap.sh'), 'utf8')
      expect(made.filter((secret) => !asked.includes(secret))).toEqual([])
    },
  )

  it('I189 the table of memory is what charts and Argo CD ask for, and fits the machines of the regions', () => {
    const table = readFileSync(COSTS, 'utf8')
    for (const environment of ['staging', 'prod'] as const) {
      const parts = memoryOf(environment)
      const whole = { ...parts, 'all of it': sum(Object.values(parts)) }
      const column = environment === 'staging' ? 1 : 2
      const told = Object.keys(whole).map((part) => [part, rowOf(table, part)[column]])
      expect(told).toEqual(
        Object.entries(whole).map(([part, { requests, limits }]) => [part, `${requests} / ${limits}`]),
      )
      for (const [region, { size }] of Object.entries(machinesOf(environment))) {
        const roomMi = Number(rowOf(table, `\`${size}\``)[1]) * 1024 - OTHERS_MI
        expect(whole['all of it'].requests, `${environment} ${region}`).toBeLessThan(roomMi)
      }
    }
  })
})

it('I188 each link of the docs leads to what is there, and the index to every runbook', () => {
  const folders = ['docs', 'infra'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(ROOT, folder, file),
    ),
  )
  const files = [...folders, join(ROOT, 'README.md')].filter((file) => file.endsWith('.md'))
  expect(files.flatMap((file) => brokenLinks(readPage(file)))).toEqual([])
  const index = readPage(join(RUNBOOKS, 'README.md')).links.map(({ file }) => file)
  expect(
    pages.map(({ file }) => file).filter((file) => !file.endsWith('README.md') && !index.includes(file)),
  ).toEqual([])
})

/** The kubelet keeps 600 MiB for the system and to evict in time (cloud-init of modules/topology), k3s' own pods ask for 140. */
const OTHERS_MI = 740

/** Of the operator, not of the page. */
const OPERATORS = {
  HOME: '~',
  USER: 'ana',
  NEARSIDE_URL: 'https://shop.nearside.example',
  NEARSIDE_TOKEN: 'x',
}

function scriptOf(page: Page): string {
  return page.blocks
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text.replaceAll('…', '0'.repeat(64)))
    .join('\n')
}

function wrongCommands(page: Page): readonly string[] {
  const variables = new Map(Object.entries(OPERATORS))
  const short = page.codes.filter((code) =>
    /^(kubectl|npm run|npx|terraform|infra\/gitops\/bootstrap\/bootstrap\.sh) ./.test(code),
  )
  const script = [scriptOf(page), ...short.filter((code) => !code.endsWith('…'))].join('\n')
  return commandsOf(
    knownRegions(script.replaceAll('sha256:…', `sha256:${'0'.repeat(64)}`)),
    variables,
  ).flatMap(({ words, line }) => {
    const wrong = wrongWith(words)
    return wrong === undefined ? [] : [`${line}\n  ${wrong}`]
  })
}

/** In the examples a region that is yet to come, or gone, is as good as one that is there. */
function knownRegions(text: string): string {
  const [known = ''] = regionsOf('prod')
  return text.replaceAll(/\b(?:iad|bom|fra|sin)\b/g, (id) => (regionsOf('prod').includes(id) ? id : known))
}

function wrongPaths(page: Page): readonly string[] {
  const text = knownRegions(page.text)
    .replaceAll(/\$ENV\b|<env>/g, 'prod')
    .replaceAll(/\$(REGION|PRIMARY)\b|<region>/g, regionsOf('prod')[0] ?? '')
  const paths = text.matchAll(
    /(?<![\w./~-])(?:(?:infra|docs|test|db|worker|cli|regional-app|\.github)\/[\w./-]+|wrangler[\w.]*\.toml)/g,
  )
  return [...new Set([...paths].map(([path]) => path.replace(/[./]+$/, '')))].filter(
    (path) => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, `${path}.example`)),
  )
}

/** `key` of `file`, and `file`: `key`. */
function wrongKeys({ text }: Page): readonly string[] {
  const path = '`(infra/[\\w./-]+\\.(?:yaml|json|ts))`'
  const before = [...text.matchAll(new RegExp(`\`([\\w.]+)\` (?:in|of) ${path}`, 'g'))].map(
    ([, key, file]) => [file, key],
  )
  const behind = [...text.matchAll(new RegExp(`${path}: \`([\\w.]+)\``, 'g'))].map(([, file, key]) => [
    file,
    key,
  ])
  return [...before, ...behind]
    .filter(([file = '', key = '']) => !hasKey(file, key))
    .map((each) => each.join(': '))
}

function hasKey(file: string, key: string): boolean {
  const text = readFileSync(join(ROOT, file), 'utf8')
  if (file.endsWith('.ts')) return new RegExp(`\\b${key}\\b`).test(text)
  const leads = (at: unknown, names: readonly string[]): boolean =>
    names.length === 0 ||
    (typeof at === 'object' &&
      at !== null &&
      Object.entries(at).some(([name, value]) => (name === names[0] ? leads(value, names.slice(1)) : false)))
  const tree = parse(text)
  return leads(tree, key.split('.')) || (file.endsWith('.json') && text.includes(`"${key}"`))
}

function brokenLinks(page: Page): readonly string[] {
  return page.links
    .filter(
      ({ file, anchor }) =>
        !existsSync(file) || (anchor !== '' && file.endsWith('.md') && !readPage(file).anchors.has(anchor)),
    )
    .map(({ to }) => `${nameOf(page)}: ${to}`)
}

function rowOf(text: string, name: string): readonly string[] {
  const row = text.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? ''
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

function machinesOf(environment: Environment): Readonly<Record<string, { readonly size: string }>> {
  const { regions } = JSON.parse(
    readFileSync(join(INFRA_DIR, `terraform/live/${environment}/regions.auto.tfvars.json`), 'utf8'),
  )
  expect(Object.keys(regions).sort()).toEqual(regionsOf(environment))
  return regions
}
