import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Environment, renderingsOf } from '../../infra/check/matrix.ts'
import { RUNS } from '../../infra/check/versions.ts'
import { HELM, type Manifest, pick, refusal, render } from './support/helm.ts'
import { mayReach, type Pod } from './support/network-policy.ts'
import { DNS, PROMETHEUS, TRAEFIK } from './support/pods.ts'
import { world } from './support/world.ts'

/** How long a request may take that a pod of the app still answers while it drains: `app.drain` of charts/region-app. */
const DRAIN_TIMEOUT_S = 30

describe.skipIf(!HELM)('the tunnel', () => {
  it('I60 runs the version of the table twice, as nobody, with its token from a Secret', () => {
    for (const manifests of both()) {
      const { spec } = pick(manifests, 'Deployment', 'cloudflared')
      const [container] = spec.template.spec.containers
      expect(spec.replicas).toBe(2)
      expect(container.image).toBe(`docker.io/cloudflare/cloudflared:${RUNS.cloudflared}`)
      expect(container.args).toEqual(['tunnel', '--no-autoupdate', '--metrics', '0.0.0.0:2000', 'run'])
      expect(container.env).toContainEqual({
        name: 'TUNNEL_TOKEN',
        valueFrom: { secretKeyRef: { name: 'tunnel-token', key: 'token' } },
      })
      expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 })
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      })
      expect(container.resources.limits).toMatchObject({
        cpu: expect.any(String),
        memory: expect.any(String),
      })
      expect(manifests.map(({ kind }) => kind)).not.toContain('HorizontalPodAutoscaler')
      expect(manifests.map(({ kind }) => kind)).not.toContain('Secret')
    }
  })

  it('I61 loses no request to a hiccup of the edge, a rollout or a drained node', () => {
    for (const manifests of both()) {
      const { spec } = pick(manifests, 'Deployment', 'cloudflared')
      const [container] = spec.template.spec.containers
      for (const probe of [container.livenessProbe, container.readinessProbe]) {
        expect(probe.httpGet).toEqual({ path: '/ready', port: 'metrics' })
        expect(probe.failureThreshold).toBe(3)
      }
      expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0)
      expect(pick(manifests, 'PodDisruptionBudget').spec.maxUnavailable).toBe(1)
      const grace = container.env.find(({ name }: Manifest) => name === 'TUNNEL_GRACE_PERIOD').value
      expect(Number.parseInt(grace, 10)).toBeGreaterThanOrEqual(DRAIN_TIMEOUT_S)
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(Number.parseInt(grace, 10))
    }
  })

  it('I62 reaches the edge, names and Traefik, and nothing else in the cluster or beside it', () => {
    const all = world('prod', 'iad')
    for (const [port, protocol] of [
      [7844, 'UDP'],
      [7844, 'TCP'],
      [443, 'TCP'],
    ] as const) {
      expect(mayReach(all, CLOUDFLARED, { ip: '198.41.192.7' }, { port, protocol })).toBe(true)
    }
    expect(mayReach(all, CLOUDFLARED, DNS, { port: 53, protocol: 'UDP' })).toBe(true)
    expect(mayReach(all, CLOUDFLARED, TRAEFIK, { port: 8000 })).toBe(true)
    const others = [
      { ip: '10.43.0.1' },
      { ip: '169.254.169.254' },
      { namespace: 'api', labels: { 'app.kubernetes.io/name': 'nearside' } },
      { namespace: 'database', labels: { 'cnpg.io/cluster': 'pg-iad' } },
      { namespace: 'argocd', labels: {} },
    ]
    for (const other of others) {
      for (const port of [80, 443, 5432, 6443, 7844, 8080]) {
        expect(mayReach(all, CLOUDFLARED, other, { port })).toBe(false)
      }
    }
    expect(mayReach(all, { ip: '203.0.113.7' }, CLOUDFLARED, { port: 2000 })).toBe(false)
    expect(mayReach(all, PROMETHEUS, CLOUDFLARED, { port: 2000 })).toBe(true)
  })

  it('I63 is the only way to Traefik, which has no port of the machine', () => {
    const all = world('prod', 'iad')
    for (const from of [
      { namespace: 'ml', labels: {} },
      { namespace: 'default', labels: {} },
      { ip: '203.0.113.7' },
    ]) {
      for (const port of [8000, 8080, 8443, 9100]) expect(mayReach(all, from, TRAEFIK, { port })).toBe(false)
    }
    expect(mayReach(all, PROMETHEUS, TRAEFIK, { port: 9100 })).toBe(true)
    // Also where the Traefik is another one than that of k3s.
    const elsewhere = render(tunnelOf('prod'), { traefik: { configure: false } })
    expect(elsewhere.map(({ kind }) => kind)).not.toContain('HelmChartConfig')
    expect(mayReach(elsewhere, { namespace: 'ml', labels: {} }, TRAEFIK, { port: 8000 })).toBe(false)
    expect(mayReach(elsewhere, CLOUDFLARED, TRAEFIK, { port: 8000 })).toBe(true)
    for (const manifests of both()) {
      const traefik = traefikOf(manifests)
      expect(traefik.service.spec.type).toBe('ClusterIP')
      expect(traefik.ports.websecure.expose.default).toBe(false)
      expect(traefik.providers.kubernetesCRD).toEqual({
        allowCrossNamespace: false,
        allowExternalNameServices: false,
      })
    }
  })

  it('I64 passes through a Traefik that neither ends long uploads and streams nor rewrites what was signed', () => {
    for (const manifests of both()) {
      const { http, transport, forwardedHeaders } = traefikOf(manifests).ports.web
      expect(transport.respondingTimeouts).toMatchObject({ readTimeout: '0s', writeTimeout: '0s' })
      expect(http).toEqual({ sanitizePath: false })
      expect(forwardedHeaders).toEqual({ trustedIPs: ['10.0.0.0/8'] })
      expect(Number.parseInt(transport.lifeCycle.graceTimeOut, 10)).toBeGreaterThanOrEqual(DRAIN_TIMEOUT_S)
      expect(pick(manifests, 'HelmChartConfig', 'traefik').spec.failurePolicy).toBe('abort')
    }
  })

  it('I65 that is written wrong is refused, with the key named', () => {
    const at = tunnelOf('prod')
    // Helm tells all that a schema refuses at once.
    const wrong = refusal(at, {
      replica: 2,
      replicas: 1,
      image: { tag: 'latest' },
      resources: { limits: null },
      traefik: { trustedCidr: 'everybody' },
    })
    for (const message of [
      "additional properties 'replica' not allowed",
      "at '/replicas'",
      "at '/image/tag'",
      "at '/resources': missing property 'limits'",
      "at '/traefik/trustedCidr'",
    ]) {
      expect(wrong).toContain(message)
    }
  })
})

const CLOUDFLARED: Pod = {
  namespace: 'tunnel',
  labels: { 'app.kubernetes.io/name': 'cloudflared', 'app.kubernetes.io/instance': 'tunnel' },
  ports: { metrics: 2000 },
}

let rendered: readonly (readonly Manifest[])[] | undefined

/** Staging's is rendered alone, production's is part of a world that is needed anyway. */
function both(): readonly (readonly Manifest[])[] {
  rendered ??= [
    render(tunnelOf('staging')),
    world('prod', 'iad').filter(
      ({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] === 'tunnel',
    ),
  ]
  return rendered
}

function tunnelOf(environment: Environment) {
  const found = renderingsOf(environment, 'iad').find(({ chart }) => chart === 'tunnel')
  if (!found) throw new Error('expected the tunnel in infra/check/matrix.ts')
  return found
}

/** The values that k3s gives to the chart of its Traefik. */
function traefikOf(manifests: readonly Manifest[]): Manifest {
  return parse(pick(manifests, 'HelmChartConfig', 'traefik').spec.valuesContent)
}
