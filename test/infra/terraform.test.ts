import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { INFRA_DIR, regionsOf } from '../../infra/check/matrix.ts'
import { BUILT_PROVIDERS } from '../../infra/check/providers.ts'
import { toolPath } from '../../infra/check/tools.ts'
import { RUNS } from '../../infra/check/versions.ts'
import {
  TERRAFORM,
  TERRAFORM_DIR,
  type Topology,
  type TopologyInput,
  topologyOf,
  topologyRefusal,
} from './support/terraform.ts'

const ENVIRONMENTS = ['prod', 'staging'] as const
const IDS = regionsOf('prod').join(', ')
const SHELLCHECK = toolPath('shellcheck')
const OPERATORS = {
  admin_cidrs: ['198.51.100.7/32'],
  admin_ssh_keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHxM ops'],
}

/** Rendered once for all tests: each is a process. */
const rendered = new Map<string, Topology>()

describe.skipIf(!TERRAFORM)('with Terraform', () => {
  it.each([
    ['two', ['iad', 'bom'], `primary: expected the id of exactly one region (${IDS}), found ["iad","bom"]`],
    ['none', '', `primary: expected the id of exactly one region (${IDS}), found ""`],
  ])('I122 a table with %s for a primary is refused with the key named', (_, primary, said) => {
    expect(flat(topologyRefusal({ ...input('prod'), primary }))).toContain(said)
  })

  it('I123 all that is wrong with a table is told at once, each with its key, what was expected and what was found', () => {
    const { regions, ...rest } = input('prod')
    const refusal = flat(
      topologyRefusal({
        ...rest,
        regions: {
          ...regions,
          iad: { ...regions.iad, primary: true, latitude: 380 },
          bom: { ...regions.bom, provider: 'linode', arch: 'arm64' },
          fra: { ...regions.fra, size: undefined, pod_cidr: '10.42.0.0/15' },
        },
      }),
    )
    for (const said of [
      'regions.iad.primary: expected one of latitude, longitude, provider, location, size, arch, pod_cidr, service_cidr, found a key of another name',
      'regions.iad.latitude: expected a number from -90 to 90, found 380',
      'regions.bom.provider: expected one of gke, hetzner, vultr, found "linode"',
      'regions.bom.arch: expected amd64, as in the primary\'s region iad, found "arm64"',
      'regions.fra.size: expected a value, found none',
      'regions.iad.pod_cidr: expected a network apart from regions.fra.pod_cidr (10.42.0.0/15), found "10.42.0.0/16"',
    ]) {
      expect(refusal).toContain(said)
    }
  })

  it.each(ENVIRONMENTS)(
    'I124 in %s operators reach SSH and the API, other regions reach Postgres, and nobody anything else',
    (environment) => {
      const { firewall } = topology(environment)
      const ids = Object.keys(firewall)
      for (const id of ids) {
        const others = ids.filter((other) => other !== id).map((other) => `${addressOf(ids, other)}/32`)
        expect(firewall[id]?.inbound).toEqual({
          icmp: { protocol: 'icmp', port: null, cidrs: ['0.0.0.0/0'] },
          ssh: { protocol: 'tcp', port: '22', cidrs: OPERATORS.admin_cidrs },
          kubernetes: { protocol: 'tcp', port: '6443', cidrs: OPERATORS.admin_cidrs },
          ...(others.length > 0 && { postgres: { protocol: 'tcp', port: '5432', cidrs: others } }),
        })
      }
    },
  )

  it.each(ENVIRONMENTS)(
    'I125 in %s a new machine installs that k3s alone whose version and sum are in git',
    (environment) => {
      const { k3s } = input(environment)
      expect(k3s.version).toBe(RUNS.k3s)
      for (const { files } of firstBoots(environment)) {
        const install = files['/usr/local/sbin/nearside-install'] ?? ''
        const checked = install.indexOf('sha256sum --check --strict')
        expect(install).toContain(`/releases/download/${encodeURIComponent(RUNS.k3s)}/k3s'`)
        expect(install).toContain(`echo '${k3s.sha256.amd64}'"  $download" | sha256sum --check --strict`)
        expect(install.match(/https?:/g)).toHaveLength(1)
        expect(install.indexOf('install --owner root')).toBeGreaterThan(checked)
      }
    },
  )

  it.each(ENVIRONMENTS)(
    'I126 in %s a new machine is closed before k3s starts, and stays without k3s where anything fails',
    (environment) => {
      for (const { user, files } of firstBoots(environment)) {
        const install = files['/usr/local/sbin/nearside-install'] ?? ''
        expect(install).toMatch(/^#!\/bin\/bash\n[^\n]*\nset -euo pipefail\n/)
        const order = ['passwd --lock root', 'nearside-firewall.service', 'sha256sum --check', 'k3s.service']
        expect([...order].sort((a, b) => install.indexOf(a) - install.indexOf(b))).toEqual(order)
        expect(files['/etc/systemd/system/k3s.service']).toContain('Requires=nearside-firewall.service')
        expect(files['/etc/nearside/firewall.nft']?.match(/policy drop/g)).toHaveLength(3)
        expect(files['/etc/ssh/sshd_config.d/10-nearside.conf']).toMatch(
          /PermitRootLogin no\nPasswordAuthentication no/,
        )
        expect(user).toMatchObject({ ssh_pwauth: false, disable_root: true })
      }
    },
  )

  it.each(ENVIRONMENTS)(
    'I127 in %s k3s encrypts secrets, names its hosts in its certificate and holds pods to the restricted standard',
    (environment) => {
      const { regions } = topology(environment)
      for (const { id, files } of firstBoots(environment)) {
        const config = parse(files['/etc/rancher/k3s/config.yaml'] ?? '')
        expect(config).toMatchObject({
          'secrets-encryption': true,
          'protect-kernel-defaults': true,
          'write-kubeconfig-mode': '0600',
          'node-label': [`topology.kubernetes.io/region=${id}`],
        })
        expect(config['tls-san']).toContain(regions[id]?.hosts.kubernetes)
        const named = config['kube-apiserver-arg'].map((each: string) => each.split('=')[1])
        expect(Object.keys(files)).toEqual(expect.arrayContaining(named.slice(0, 2)))
        const [podSecurity] = parse(files['/etc/rancher/k3s/admission.yaml'] ?? '').plugins
        expect(podSecurity.configuration.defaults.enforce).toBe('restricted')
      }
    },
  )

  it.skipIf(!SHELLCHECK)(
    'I128 shellcheck has nothing to say about what a machine runs at its first boot',
    () => {
      for (const { files } of firstBoots('prod').slice(0, 1)) {
        const scripts = Object.entries(files).filter(([path]) => path.startsWith('/usr/local/sbin/'))
        expect(scripts).toHaveLength(2)
        for (const [path, text] of scripts) {
          const { stdout } = spawnSync(SHELLCHECK ?? '', ['-'], { input: text, encoding: 'utf8' })
          expect(stdout, path).toBe('')
        }
      }
    },
  )
})

it('I129 staging and prod differ in their inputs and their names, and in nothing else', () => {
  const textOf = (environment: string, file: string) =>
    readFileSync(join(TERRAFORM_DIR, 'live', environment, file), 'utf8')
  const alike = (text: string) =>
    text
      .replaceAll('nearside-staging', 'nearside')
      .replaceAll(/"(staging|prod)(\/[^"]*)?"/g, '"environment$2"')
      .replaceAll(/default +=.*/g, '')
  const files = readdirSync(join(TERRAFORM_DIR, 'live/staging')).filter((file) =>
    /\.tf$|\.example$/.test(file),
  )
  expect(files).toEqual(
    expect.arrayContaining(['backend.tf', 'main.tf', 'outputs.tf', 'variables.tf', 'versions.tf']),
  )
  for (const file of files) expect(alike(textOf('staging', file)), file).toBe(alike(textOf('prod', file)))
})

it('I130 every provider is asked for in one exact version, the same everywhere, where providers are built too', () => {
  const versions = new Map<string, Set<string>>()
  for (const file of readdirSync(TERRAFORM_DIR, { recursive: true, encoding: 'utf8' })) {
    if (!/(versions\.tf|\.tf\.example)$/.test(file) || file.includes('.terraform/')) continue
    const asked = readFileSync(join(TERRAFORM_DIR, file), 'utf8').matchAll(
      /source += "([^"]+)",?\s+version += "([^"]+)"/g,
    )
    for (const [, source = '', version = ''] of asked)
      versions.set(source, (versions.get(source) ?? new Set()).add(version))
  }
  expect([...versions.keys()].sort()).toEqual([
    'cloudflare/cloudflare',
    'hashicorp/google',
    'hetznercloud/hcloud',
    'vultr/vultr',
  ])
  for (const [source, each] of versions) {
    expect([...each], source).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)])
  }
  for (const { address, version } of BUILT_PROVIDERS) {
    const source = address.replace('registry.terraform.io/', '')
    expect([...(versions.get(source) ?? [])], `infra/check/providers.ts: ${source}`).toEqual([version])
  }
})

it('I230 what may be set for an environment reaches the module that it is for', () => {
  const text = (file: string) => readFileSync(join(TERRAFORM_DIR, file), 'utf8')
  const declared = (file: string) => [...text(file).matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name)
  for (const folder of ['modules/mesh', ...ENVIRONMENTS.map((environment) => `live/${environment}`)]) {
    const used = readdirSync(join(TERRAFORM_DIR, folder))
      .filter((file) => file.endsWith('.tf') && file !== 'variables.tf')
      .flatMap((file) => [...text(`${folder}/${file}`).matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name))
    expect(new Set(used), folder).toEqual(new Set(declared(`${folder}/variables.tf`)))
  }
  const passed = [...text('modules/mesh/edge.tf').matchAll(/^ {2}(\w+) +=/gm)].map(([, name]) => name)
  expect(passed).toEqual(expect.arrayContaining(['ways', 'dumps_locked_days']))
  expect(new Set(passed)).toEqual(new Set(['source', ...declared('modules/edge/variables.tf')]))
})

it('I232 no dump is locked for longer than the region keeps it', () => {
  const variable = readFileSync(join(TERRAFORM_DIR, 'modules/edge/variables.tf'), 'utf8')
  const days = Number(/"dumps_locked_days" \{[^}]*?default += (\d+)/.exec(variable)?.[1])
  const kept = [
    'charts/database/values',
    ...ENVIRONMENTS.map((name) => `gitops/values/database/environments/${name}`),
  ]
    .map((file) => parse(readFileSync(join(INFRA_DIR, `${file}.yaml`), 'utf8')).dump?.keepDays)
    .filter((each) => each !== undefined)
  expect(days).toBeLessThan(Math.min(...kept))
})

type Input = TopologyInput & {
  readonly regions: Readonly<Record<string, object>>
  readonly k3s: { readonly version: string; readonly sha256: Readonly<Record<string, string>> }
}

/** The environment's own inputs, with operators and addresses made up. */
function input(environment: (typeof ENVIRONMENTS)[number]): Input {
  const read = (file: string) =>
    JSON.parse(readFileSync(join(TERRAFORM_DIR, 'live', environment, file), 'utf8'))
  const { zone, ...table } = read('regions.auto.tfvars.json')
  const ids = Object.keys(table.regions)
  const addresses = ids.map((id) => [id, { inbound: addressOf(ids, id), outbound: addressOf(ids, id) }])
  return {
    environment,
    ...table,
    ...read('k3s.auto.tfvars.json'),
    ...OPERATORS,
    addresses: Object.fromEntries(addresses),
  }
}

function addressOf(ids: readonly string[], id: string): string {
  return `192.0.2.${[...ids].sort().indexOf(id) + 1}`
}

function topology(environment: (typeof ENVIRONMENTS)[number]): Topology {
  const known = rendered.get(environment) ?? topologyOf(input(environment))
  rendered.set(environment, known)
  return known
}

/** What cloud-init is told in each region, and by path the files that it writes. */
function firstBoots(environment: (typeof ENVIRONMENTS)[number]) {
  return Object.entries(topology(environment).cloud_init).map(([id, text]) => {
    const user = parse(text)
    const files: Readonly<Record<string, string>> = Object.fromEntries(
      user.write_files.map(({ path, content }: Record<string, string>) => [path, content]),
    )
    return { id, user, files }
  })
}

/** Terraform breaks lines and frames them. */
function flat(text: string | undefined): string {
  return (text ?? '').replaceAll(/[\s│╷╵]+/g, ' ')
}
