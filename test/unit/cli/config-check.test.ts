import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { afterAll, expect, it } from 'vitest'
import { checkConfig } from '../../../cli/config-check.ts'

const PROJECT = join(import.meta.dirname, '../../..')
const REGION = { id: 'iad', binding: 'IAD_VPC', latitude: 38.95, longitude: -77.45 }
const VALID = {
  assets: { run_worker_first: ['/api/*', '/_nearside/*'] },
  vars: { MESH: { primary: 'iad', regions: [REGION] } },
  vpc_services: [{ binding: 'IAD_VPC', service_id: 'x' }],
}
const errorsOf = (wrangler: object) => {
  const checked = checkConfig(wrangler)
  return checked.ok ? [] : checked.errors
}
const withAssets = (run_worker_first: unknown, app?: readonly string[]) =>
  errorsOf({ ...VALID, vars: { MESH: { ...VALID.vars.MESH, app } }, assets: { run_worker_first } })

it("O30 a region's binding is one that is bound to the Worker, or is named", () => {
  expect(errorsOf(VALID)).toEqual([])
  expect(
    errorsOf({ ...VALID, vpc_services: [], services: [{ binding: 'IAD_VPC', service: 'app' }] }),
  ).toEqual([])
  expect(errorsOf({ ...VALID, vpc_services: [{ binding: 'BOM_VPC' }] })).toEqual([
    'MESH.regions.0.binding: expected a binding of [[services]] or [[vpc_services]] (BOM_VPC), found "IAD_VPC"',
  ])
})

it('O31 every path of the app and of operators reaches the Worker before a static file, or is named', () => {
  const own = 'assets.run_worker_first: expected to cover "/_nearside/*" (the gateway\'s own), found '
  const ofApp = (path: string) => `assets.run_worker_first: expected to cover "${path}" (in MESH.app), found `
  expect(withAssets(true)).toEqual([])
  expect(withAssets(['/*'])).toEqual([])
  expect(withAssets(['/api/*', '/_nearside/*'], ['/api/orders/:id', '/api/v2/*'])).toEqual([])
  expect(withAssets(['/api/*'])).toEqual([`${own}["/api/*"]`])
  expect(withAssets(['/api/v2/*', '/_nearside/*'])).toEqual([
    `${ofApp('/api/*')}["/api/v2/*","/_nearside/*"]`,
  ])
  expect(withAssets(['/*', '!/api/docs/*'])).toEqual([`${ofApp('/api/*')}["/*","!/api/docs/*"]`])
  expect(withAssets(undefined)).toEqual([`${ofApp('/api/*')}nothing`, `${own}nothing`])
})

it('O32 the errors of an environment are told under its name: it inherits neither variables nor bindings', () => {
  const { assets: _, ...environment } = VALID
  expect(errorsOf({ ...VALID, env: { staging: environment } })).toEqual([])
  expect(errorsOf({ ...VALID, env: { staging: {} } })).toEqual([
    'env.staging: MESH: expected a table, found nothing',
  ])
})

const dir = mkdtempSync(join(tmpdir(), 'nearside-config-'))
afterAll(() => rmSync(dir, { recursive: true }))

it('O33 config check ends with 1 and every error, with 0 and one line, with 2 where there is no such file', async () => {
  const wrangler = readFileSync(join(PROJECT, 'wrangler.toml'), 'utf8')
  const file = join(dir, 'wrong.toml')
  writeFileSync(
    file,
    wrangler.replace('latitude = 38.95', 'latitude = "38.95"').replace('perTryMs', 'perTrMs'),
  )
  const [good, bad, json, missing] = await Promise.all([
    run(['config', 'check']),
    run(['config', 'check', '--file', file]),
    run(['config', 'check', '--file', file, '--json']),
    run(['config', 'check', '--file', join(dir, 'none.toml')]),
  ])
  expect(good).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^wrangler\.toml: 3 regions, primary iad, epoch \S+\n$/),
  })
  const errors = [
    'MESH.regions.0.latitude: expected a number of degrees from -90 to 90, found "38.95"',
    'MESH.timeouts.perTrMs: no such key; did you mean "perTryMs"?',
  ]
  expect(bad).toEqual({ code: 1, stdout: '', stderr: `${[`${file} is not valid:`, ...errors].join('\n')}\n` })
  expect([json.code, JSON.parse(json.stdout)]).toEqual([1, { ok: false, file, errors }])
  expect(missing.code).toBe(2)
})

it('O34 a bare wrangler deploy runs the check first', async () => {
  const { build } = parseToml(readFileSync(join(PROJECT, 'wrangler.toml'), 'utf8')) as {
    build?: { command?: string }
  }
  const [program, ...args] = (build?.command ?? '').split(' ')
  expect(args).toEqual(['cli/main.ts', 'config', 'check'])
  const { code } = await execute(program ?? '', args)
  expect(code).toBe(0)
})

function run(args: readonly string[]) {
  return execute(process.execPath, ['cli/main.ts', ...args])
}

function execute(file: string, args: readonly string[]) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(file, [...args], { cwd: PROJECT, env: { PATH: '/usr/bin:/bin' } }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr })
    })
  })
}
