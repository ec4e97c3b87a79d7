import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { INFRA_DIR } from '../../infra/check/matrix.ts'
import { HELM, type Manifest } from './support/helm.ts'
import { mayReach, type Peer, type Pod } from './support/network-policy.ts'
import { DNS, POSTGRES, PROMETHEUS, TRAEFIK } from './support/pods.ts'
import { world } from './support/world.ts'

const GITOPS = join(INFRA_DIR, 'gitops')
const OPERATOR = podOf('cnpg-system', 'cloudnative-pg')
const PLUGIN: Pod = { namespace: 'cnpg-system', labels: { app: 'barman-cloud' } }
const WEBHOOK = podOf('cert-manager', 'webhook')
const UPGRADES: Pod = {
  namespace: 'system-upgrade',
  labels: { 'upgrade.cattle.io/controller': 'system-upgrade-controller' },
}
const CONTROLLER = podOf('argocd', 'argocd-application-controller')
const REPOSITORIES = podOf('argocd', 'argocd-repo-server')
const OPERATORS = [
  OPERATOR,
  PLUGIN,
  WEBHOOK,
  podOf('cert-manager', 'cert-manager'),
  UPGRADES,
  CONTROLLER,
  REPOSITORIES,
]
const MACHINE: Peer = { ip: '203.0.113.7' }
const TEAM_POD: Pod = { namespace: 'ml', labels: {} }
/** The team ml without its own wall. */
const OPEN: Manifest = {
  kind: 'NetworkPolicy',
  metadata: { name: 'open', namespace: 'ml' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
}

describe.skipIf(!HELM)('the namespaces of the operators', () => {
  it('I225 let in who has to come in, a webhook’s callers from anywhere among them, and nobody else', () => {
    const all = [...world('prod', 'iad'), ...walls(), OPEN]
    for (const from of [MACHINE, TRAEFIK, { namespace: 'kube-system', labels: {} }]) {
      expect(mayReach(all, from, OPERATOR, { port: 9443 })).toBe(true)
      expect(mayReach(all, from, WEBHOOK, { port: 10250 })).toBe(true)
    }
    expect(mayReach(all, OPERATOR, PLUGIN, { port: 9090 })).toBe(true)
    expect(mayReach(all, PROMETHEUS, podOf('cert-manager', 'cert-manager'), { port: 9402 })).toBe(true)
    expect(mayReach(all, PROMETHEUS, OPERATOR, { port: 8080 })).toBe(true)
    for (const to of OPERATORS) {
      for (const port of [22, 80, 443, 5432, 6379, 8000, 8080, 8081, 9090, 9402]) {
        expect(mayReach(all, TEAM_POD, to, { port }), `${JSON.stringify(to.labels)} ${port}`).toBe(false)
      }
    }
  })

  it('I226 let their pods reach names, the Kubernetes API and what each works with, and nothing else', () => {
    const all = [...world('prod', 'iad'), ...walls()]
    for (const from of OPERATORS) {
      expect(mayReach(all, from, DNS, { port: 53, protocol: 'UDP' })).toBe(true)
      for (const port of [443, 6443]) expect(mayReach(all, from, MACHINE, { port })).toBe(true)
      for (const port of [80, 5432, 10250]) expect(mayReach(all, from, MACHINE, { port })).toBe(false)
      expect(mayReach(all, from, { ip: '169.254.169.254' }, { port: 80 })).toBe(false)
      expect(mayReach(all, from, POSTGRES, { port: 8000 })).toBe(from === OPERATOR)
      expect(mayReach(all, from, MACHINE, { port: 22 })).toBe(from === REPOSITORIES)
    }
    // As the manifest of Argo CD lets in.
    const own = {
      kind: 'NetworkPolicy',
      metadata: { name: 'repo-server', namespace: 'argocd' },
      spec: {
        podSelector: { matchLabels: REPOSITORIES.labels },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: CONTROLLER.labels } }], ports: [{ port: 8081 }] }],
      },
    }
    expect(mayReach([...all, own], CONTROLLER, REPOSITORIES, { port: 8081 })).toBe(true)
  })
})

it('I227 whoever keeps the platform has to agree before a wall, an Application, a policy or a pipeline changes', () => {
  const walled = [
    'infra/gitops/values/team/teams/ml.yaml',
    'infra/gitops/values/region-app/environments/prod.yaml',
    'infra/gitops/apps/teams.yaml',
    'infra/gitops/bootstrap/region/project.yaml',
    'infra/gitops/platform/walls/network-policy-default.yaml',
    'infra/charts/team/values.schema.json',
    'infra/policy/together.rego',
    'infra/terraform/live/prod/main.tf',
    '.github/CODEOWNERS',
    '.github/workflows/terraform.yml',
  ]
  expect(walled.filter((file) => ownersOf(file).length === 0)).toEqual([])
  expect(ownersOf('infra/gitops/values/region-app/releases/prod/iad.yaml')).toEqual([])
})

/** The NetworkPolicies of each namespace, as its kustomization or its chart's values name them. */
function walls(): readonly Manifest[] {
  const chart = parse(readFileSync(join(GITOPS, 'apps/cert-manager.yaml'), 'utf8')).spec.template.spec
  return [
    ...policiesIn('bootstrap', 'argocd'),
    ...policiesIn('platform/barman-cloud', 'cnpg-system'),
    ...policiesIn('platform/system-upgrade', 'system-upgrade'),
    ...chart.source.helm.valuesObject.extraObjects.map((text: string) =>
      inNamespace(parse(text), 'cert-manager'),
    ),
  ]
}

function policiesIn(folder: string, namespace: string): readonly Manifest[] {
  const { resources } = parse(readFileSync(join(GITOPS, folder, 'kustomization.yaml'), 'utf8'))
  return resources.flatMap((name: string) => {
    if (name.startsWith('../')) return policiesIn(join(folder, name), namespace)
    if (!name.startsWith('network-policy')) return []
    return [inNamespace(parse(readFileSync(join(GITOPS, folder, name), 'utf8')), namespace)]
  })
}

function inNamespace(manifest: Manifest, namespace: string): Manifest {
  return { ...manifest, metadata: { namespace, ...manifest.metadata } }
}

function podOf(namespace: string, name: string): Pod {
  return { namespace, labels: { 'app.kubernetes.io/name': name } }
}

/** As GitHub reads it: the last line counts whose folder the file is in. */
function ownersOf(file: string): readonly string[] {
  const lines = readFileSync(join(INFRA_DIR, '../.github/CODEOWNERS'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('/'))
    .map((line) => line.trim().split(/\s+/))
  return lines.findLast(([folder = '']) => `/${file}`.startsWith(folder))?.slice(1) ?? []
}
