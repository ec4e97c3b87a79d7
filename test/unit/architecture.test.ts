import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, it } from 'vitest'
import * as headers from '../../protocol/headers.ts'

const ROOT = join(import.meta.dirname, '../..')
const PARTS = [
  'protocol',
  'worker',
  'regional-app',
  'db',
  'planet',
  'site',
  'cli',
  'bench',
  'infra',
  'test',
] as const
type Part = (typeof PARTS)[number]

/** Which parts a part may import besides itself. */
const ALLOWED: Readonly<Record<Part, readonly Part[]>> = {
  protocol: [],
  worker: ['protocol'],
  db: ['protocol'],
  'regional-app': ['protocol', 'db'],
  site: ['protocol'],
  planet: ['protocol', 'worker', 'regional-app', 'db'],
  cli: ['protocol', 'worker', 'regional-app', 'db', 'planet', 'bench'],
  bench: ['protocol', 'worker', 'regional-app', 'db', 'planet'],
  infra: ['protocol', 'worker', 'db', 'planet'],
  test: PARTS,
}

const PURE = ['worker/routing/', 'worker/resilience/']
const FILES = PARTS.flatMap((part) => sources(part))

it('A1 imports point one way', () => {
  const wrong = FILES.flatMap((file) =>
    importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => relative(ROOT, join(ROOT, dirname(file), target)))
      .filter((target) => isPart(partOf(target)) && partOf(target) !== partOf(file))
      .filter((target) => !ALLOWED[partOf(file) as Part].includes(partOf(target) as Part))
      .map((target) => `${file} -> ${target}`),
  )
  expect(wrong).toEqual([])
})

it('A2 within the gateway, routing and resilience import nothing but each other and the protocol', () => {
  const isAllowed = (target: string) => [...PURE, 'protocol/'].some((folder) => target.startsWith(folder))
  const wrong = FILES.filter((file) => PURE.some((folder) => file.startsWith(folder))).flatMap((file) =>
    valueImportsOf(file)
      .map((target) => (target.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), target)) : target))
      .filter((target) => !isAllowed(target))
      .map((target) => `${file} -> ${target}`),
  )
  expect(wrong).toEqual([])
})

it('A3 routing and resilience read no clock, no randomness and no network', () => {
  const impure = /\b(Date\.now|new Date\(|performance\.|Math\.random|crypto\.|fetch\(|setTimeout)/
  const wrong = FILES.filter(
    (file) => PURE.some((folder) => file.startsWith(folder)) && impure.test(code(file)),
  )
  expect(wrong).toEqual([])
})

it('A4 no file is longer than 300 lines, tests apart', () => {
  const long = FILES.filter((file) => !file.startsWith('test/') && read(file).split('\n').length > 300)
  expect(long).toEqual([])
})

it('A5 the wire names stand in protocol/headers.ts alone', () => {
  const isOurs = (value: unknown): value is string =>
    typeof value === 'string' && value.startsWith(headers.PREFIX) && value !== headers.PREFIX
  const others = [headers.IDEMPOTENCY_KEY, headers.IDEMPOTENT_REPLAYED, headers.PREFERENCE_APPLIED]
  const names = [...Object.values(headers).filter(isOurs), ...others]
  const literal = new RegExp(`['"\`](${names.join('|')})['"\`]`, 'i')
  const wrong = FILES.filter(
    (file) => !file.startsWith('test/') && file !== 'protocol/headers.ts' && literal.test(code(file)),
  )
  expect(wrong).toEqual([])
})

it('A6 every promise of test/SPEC.md names a test that makes it, and every test makes a promise of it', () => {
  const spec = read('test/SPEC.md')
  const promised = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((match) => match[1] ?? '')
  const tested = new Set(
    FILES.filter((file) => file.endsWith('.test.ts')).flatMap((file) =>
      [
        ...read(file).matchAll(
          /\bit(?:\.\w+)*(?:\([^'"`]*\))?\(\s*['"`]([A-Z]\d+) |\)\(\s*['"`]([A-Z]\d+) /g,
        ),
      ].map((match) => match[1] ?? match[2] ?? ''),
    ),
  )
  expect(promised.filter((id, index) => promised.indexOf(id) !== index)).toEqual([])
  expect(promised.filter((id) => !tested.has(id))).toEqual([])
  expect([...tested].filter((id) => !promised.includes(id))).toEqual([])
})

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        /\.(ts|tsx)$/.test(file) &&
        !file.split(sep).some((name) => name === 'dist' || name === 'node_modules'),
    )
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
}

function partOf(file: string): string {
  return file.split(sep)[0] ?? ''
}

function isPart(name: string): name is Part {
  return (PARTS as readonly string[]).includes(name)
}

function importsOf(file: string): string[] {
  return [...read(file).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '')
}

function valueImportsOf(file: string): string[] {
  return [...read(file).matchAll(/^import (?!type\b)[^'"]*['"]([^'"]+)['"]/gm)].map((match) => match[1] ?? '')
}

/** The file without comments. */
function code(file: string): string {
  return read(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}
