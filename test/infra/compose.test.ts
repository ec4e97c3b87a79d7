import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { INFRA_DIR } from '../../infra/check/matrix.ts'
import { RUNS } from '../../infra/check/versions.ts'
import { prepare } from '../../infra/compose/prepare.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { readConfig } from '../../regional-app/config.ts'
import { IMAGE_UID } from './support/image-root.ts'

const DIR = join(INFRA_DIR, 'compose')
const read = (name: string) => readFileSync(join(DIR, name), 'utf8')

type Service = {
  readonly image: string
  readonly user: string
  readonly ports?: readonly string[]
  readonly networks: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly [key: string]: unknown
}

const compose = parse(read('compose.yaml'), { merge: true })
const services: Readonly<Record<string, Service>> = compose.services
const each = Object.entries(services)

it('I13 the one machine publishes no port: only the tunnel reaches the app, only the app and its migrations reach Postgres', () => {
  expect(Object.keys(services)).toEqual(['database', 'migrate', 'app', 'tunnel'])
  expect(each.filter(([, service]) => service.ports || service.expose || service.network_mode)).toEqual([])
  const on = (network: string) =>
    each.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name)
  expect({ outside: on('outside'), front: on('front'), back: on('back') }).toEqual({
    outside: ['tunnel'],
    front: ['app', 'tunnel'],
    back: ['database', 'migrate', 'app'],
  })
  expect(compose.networks).toEqual({ outside: {}, front: { internal: true }, back: { internal: true } })
  expect(services.app?.environment).not.toHaveProperty('METRICS_HOST')
})

it('I231 a replica that takes over reaches the machine at one private address, by a way that each region’s firewalls leave open', () => {
  const { services: over } = parse(read('compose.takeover.yaml'))
  expect([Object.keys(over), over.database.ports]).toEqual([['database'], ['10.90.0.1:5432:5432']])
  const readme = read('README.md')
  const port = /^ *ListenPort = (\d+)$/m.exec(readme)?.[1]
  expect(readme).toContain(`Endpoint = <this machine's public address>:${port}\n`)
  const firewall = readFileSync(join(INFRA_DIR, 'terraform/modules/topology/firewall.tf'), 'utf8')
  expect(firewall).toContain(`{ protocol = "udp", port = "${port}", cidrs = local.anywhere }`)
  for (const line of [
    'Address = 10.90.0.1/30',
    'AllowedIPs = 10.90.0.1/32',
    `'.iad.peers_command + " 10.90.0.1"'`,
    'cidr: 10.90.0.1/32',
    'host=10.90.0.1 ',
  ])
    expect(readme).toContain(line)
})

it('I14 every container has a read-only root, a user by number, no capability, limits, and an image of the one version', () => {
  for (const [name, service] of each) {
    expect(service, name).toMatchObject({
      ...{ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      ...{ mem_limit: service.memswap_limit, cpus: expect.any(Number), pids_limit: expect.any(Number) },
      ...{
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
      },
    })
  }
  expect(services.app?.user).toBe(`${IMAGE_UID}:${IMAGE_UID}`)
  expect(services.app?.image).toMatch(/:\$\{RELEASE:\?[^}]+\}\$\{DIGEST:\+@\$DIGEST\}$/)
  expect(services.migrate?.image).toBe(services.app?.image)
  expect(services.database?.image).toMatch(new RegExp(`^docker.io/library/postgres:${RUNS.postgres}-`))
  expect(services.tunnel?.image).toMatch(
    new RegExp(`^docker.io/cloudflare/cloudflared:${RUNS.cloudflared}(@|$)`),
  )
})

it('I15 one command waits until all is well: in order, by checks that need no shell', () => {
  expect(services.migrate?.depends_on).toEqual({ database: { condition: 'service_healthy' } })
  expect(services.app?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } })
  expect(services.tunnel?.depends_on).toEqual({ app: { condition: 'service_healthy' } })
  expect(services.migrate?.restart).toBe('no')
  for (const [name, { healthcheck, restart }] of each.filter(([name]) => name !== 'migrate')) {
    expect((healthcheck as { test: string[] }).test[0], name).toBe('CMD')
    expect(restart, name).toBe('unless-stopped')
  }
})

it('I16 secrets are files that git does not know, made once, also where an earlier run was broken off, with what the app and the database take', () => {
  expect(read('.gitignore').split('\n')).toEqual(expect.arrayContaining(['.env', 'secrets/']))
  const wanted = Object.values(compose.secrets).map((secret) => (secret as { file: string }).file)
  const dir = mkdtempSync(join(tmpdir(), 'nearside-secrets-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const key = (fill: number) => formatSigningKey({ id: 'k1', secret: Buffer.alloc(32, fill) })
  const keys = { gateway: key(1), bookmarks: key(2), regions: { iad: key(3) } }
  const made = join(dir, 'secrets')
  expect(prepare(JSON.stringify(keys), made).join('\n')).toContain(keys.gateway)
  expect(statSync(made).mode & 0o777).toBe(0o700)
  for (const file of wanted.filter((name) => name !== 'secrets/tunnel-token'))
    expect(statSync(join(dir, file)).mode & 0o777, file).toBe(0o444)

  const env = parseEnv(readFileSync(join(made, 'app.env'), 'utf8'))
  const config = readConfig({
    ...env,
    ...(services.app?.environment ?? {}),
    REGION: 'iad',
    RELEASE: '1.4.2',
    LOG_LEVEL: 'info',
  })
  expect(config).toMatchObject({ ok: true, config: { PORT: 8080, METRICS_HOST: '127.0.0.1' } })
  expect(env.DATABASE_READ_URL).toContain(readFileSync(join(made, 'read-password'), 'utf8'))

  expect(() => prepare(JSON.stringify(keys), made)).toThrow('app.env is there already')
  const password = readFileSync(join(made, 'read-password'), 'utf8')
  for (const later of ['app.env', 'write-password']) rmSync(join(made, later))
  writeFileSync(join(made, 'write-password.new'), 'half', { mode: 0o444 })
  prepare(JSON.stringify(keys), made)
  const again = parseEnv(readFileSync(join(made, 'app.env'), 'utf8'))
  expect(again.DATABASE_READ_URL).toContain(password)
  expect(again.DATABASE_WRITE_URL).toContain(readFileSync(join(made, 'write-password'), 'utf8'))
  expect(readdirSync(made).filter((name) => name.endsWith('.new'))).toEqual([])

  const two = { ...keys, regions: { iad: 'a', bom: 'b' } }
  expect(() => prepare(JSON.stringify(two), join(dir, 'x'))).toThrow('keys of one region, found iad, bom')
  expect(() => prepare('SIGNING_KEYS=', join(dir, 'x'))).toThrow('found no JSON')
  expect(() => prepare('{}', join(dir, 'x'))).toThrow('found JSON without gateway')
})
