import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { INFRA_DIR, matrix, regionsOf } from '../../infra/check/matrix.ts'
import { RUNS } from '../../infra/check/versions.ts'
import { HELM, type Manifest, pick, render } from './support/helm.ts'

const K3D = join(INFRA_DIR, 'k3d')
const VALUES = join(INFRA_DIR, 'gitops/values')
const REGIONS = ['iad', 'bom']
const CONFIGS: readonly Manifest[] = REGIONS.map((region) =>
  parse(readFileSync(join(K3D, `${region}.yaml`), 'utf8')),
)
const UP = readFileSync(join(K3D, 'up'), 'utf8')

it('I116 the two local clusters share one network and nothing else, and run the k3s of production', () => {
  expect(CONFIGS.map(({ metadata }) => metadata.name)).toEqual(REGIONS)
  expect(new Set(CONFIGS.map(({ network }) => network))).toEqual(new Set(['nearside']))
  expect(new Set(CONFIGS.map(({ image }) => image))).toEqual(
    new Set([`rancher/k3s:${RUNS.k3s.replace('+', '-')}`]),
  )
  const taken = CONFIGS.flatMap(({ ports, kubeAPI, options }) => [
    ...ports.map(({ port }: Manifest) => port),
    `${kubeAPI.hostIP}:${kubeAPI.hostPort}`,
    ...options.k3s.extraArgs.map(({ arg }: Manifest) => arg.split('=')[1]),
  ])
  expect(taken.length).toBe(new Set(taken).size)
  // As production's regions have them.
  const { regions } = JSON.parse(
    readFileSync(join(INFRA_DIR, 'terraform/live/prod/regions.auto.tfvars.json'), 'utf8'),
  )
  for (const { metadata, options } of CONFIGS) {
    const { pod_cidr: pods, service_cidr: services } = regions[metadata.name]
    expect(options.k3s.extraArgs.map(({ arg }: Manifest) => arg)).toEqual([
      `--cluster-cidr=${pods}`,
      `--service-cidr=${services}`,
    ])
  }
  // Nothing of it is reached from outside this machine.
  const opened = CONFIGS.flatMap(({ ports }) => ports.map(({ port }: Manifest) => port))
  expect(opened.every((port) => port.startsWith('127.0.0.1:'))).toBe(true)
})

it('I117 the local gateway reaches each cluster where it opens its port, by a name that its routes know', () => {
  const { vars } = parseToml(readFileSync(join(K3D, 'wrangler.toml'), 'utf8')) as Manifest
  const opened = CONFIGS.map(({ metadata, ports }) => ({
    id: metadata.name,
    origin: `http://127.0.0.1:${ports[0].port.split(':')[1]}`,
  }))
  expect(vars.MESH.regions.map(({ id, origin }: Manifest) => ({ id, origin }))).toEqual(opened)
  for (const { origin } of opened) expect(UP).toContain(origin)
  expect(parse(readFileSync(join(K3D, 'values/region-app.yaml'), 'utf8')).ingress.hosts).toContain(
    '127.0.0.1',
  )
})

it('I118 the local clusters refuse to start, by name, where a tool is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-k3d-'))
  try {
    for (const tool of ['bash', 'dirname']) symlinkSync(`/usr/bin/${tool}`, join(folder, tool))
    for (const [script, tool] of [
      ['up', 'docker'],
      ['down', 'docker'],
    ] as const) {
      const { status, stderr } = spawnSync('/usr/bin/bash', [join(K3D, script)], {
        encoding: 'utf8',
        env: { PATH: folder, HOME: folder },
      })
      expect([status, stderr.trim()]).toEqual([
        1,
        `infra/k3d/${script}: expected ${tool} on the PATH, found nothing`,
      ])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe.skipIf(!HELM)('the charts in the local clusters', () => {
  // They are two of production's regions, with its files.
  it.skipIf(!REGIONS.every((id) => regionsOf('prod').includes(id)))(
    'I119 they are production’s, with a primary in iad, a replica in bom, and the image that was built here',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'nearside-k3d-'))
      try {
        const digest = `sha256:${'0'.repeat(64)}`
        const slot = { tag: '0.0.0-k3d', digest, replicas: 1 }
        const written = { activeSlot: 'blue', slots: { blue: slot, green: slot } }
        const release = join(folder, 'release.yaml')
        writeFileSync(release, stringify(written))
        const regions = REGIONS.map((id, index) => ({
          id,
          host: `pg-${id}.nearside.test`,
          address: `172.31.240.${index + 2}`,
          podCidr: CONFIGS[index].options.k3s.extraArgs[0].arg.split('=')[1],
        }))
        const primaries = REGIONS.map((region) => {
          const [database, app] = (['database', 'region-app'] as const).map((chart) => {
            const found = matrix().find(
              (each) => each.chart === chart && each.environment === 'prod' && each.region === region,
            )
            if (!found) throw new Error(`expected a rendering of ${chart}`)
            return {
              ...found,
              valueFiles: [
                join(K3D, `values/${chart}.yaml`),
                join(VALUES, `${chart}/regions/${region}.yaml`),
              ],
            }
          })
          if (!database || !app) throw new Error('expected both charts')
          const manifests = render({ ...app, valueFiles: [...app.valueFiles, release] })
          expect(stringify(pick(manifests, 'Deployment', 'nearside-blue'))).toContain(
            `k3d-nearside-registry:5000/nearside:0.0.0-k3d@${digest}`,
          )
          expect(stringify(pick(manifests, 'IngressRoute'))).toContain('Host(`127.0.0.1`)')
          return pick(render(database, { regions }), 'Cluster').spec.replica.primary
        })
        expect(primaries).toEqual(['pg-iad', 'pg-iad'])
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )
})
