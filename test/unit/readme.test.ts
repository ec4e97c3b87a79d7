import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const ROUTES = 'regional-app/routes/products.ts'
const SCHEMAS = 'regional-app/schemas.ts'

it('A7 what the README has readers paste is as the formatter leaves it', () => {
  const readme = readFileSync('README.md', 'utf8')
  const [routes = '', schema = ''] = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code)
  const head = 'export const productRoutes = new Hono<AppEnv>()\n'
  const [before, after] = readFileSync(ROUTES, 'utf8').split(head)
  expect([routes.includes('.get('), schema !== '', after !== undefined]).toEqual([true, true, true])
  const pasted = [before, head, routes.replace(/^(?=.)/gm, '  '), after].join('')
  expect(formatted(ROUTES, pasted)).toBe(pasted)
  const schemas = `${readFileSync(SCHEMAS, 'utf8')}\n${schema}`
  expect(formatted(SCHEMAS, schemas)).toBe(schemas)
})

function formatted(path: string, code: string): string {
  const args = ['node_modules/@biomejs/biome/bin/biome', 'format', `--stdin-file-path=${path}`]
  return execFileSync(process.execPath, args, { input: code, encoding: 'utf8' })
}
