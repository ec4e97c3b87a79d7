/** Who reaches Postgres, and by what certificates: as the real Helm renders it. */
import { describe, expect, it } from 'vitest'
import {
  at,
  BEFORE,
  clusterIn,
  ENVIRONMENTS,
  idsOf,
  PLACES,
  ROWS,
  WITH_GKE,
  what,
} from './support/database.ts'
import { HELM, type Manifest, pick, render } from './support/helm.ts'
import { methodFor } from './support/pg-hba.ts'

describe.skipIf(!HELM)('the database', () => {
  it('I77 certificates of one CA cover every name that is verified, renew in time and are taken up without a restart', () => {
    for (const place of PLACES) {
      const server = pick(at(place), 'Certificate', 'pg-server').spec
      const replication = pick(at(place), 'Certificate', 'pg-replication').spec
      const own = ENVIRONMENTS[place.environment].regions.find((each: Manifest) => each.id === place.region)
      expect(server.dnsNames).toEqual(
        expect.arrayContaining([
          own.host,
          `pg-${place.region}-r.database.svc`,
          `pg-${place.region}-rw.database.svc`,
        ]),
      )
      expect(replication).toMatchObject({ commonName: 'streaming_replica', usages: ['client auth'] })
      for (const each of [server, replication]) {
        expect(each.issuerRef).toMatchObject({ kind: 'Issuer', name: 'pg-ca' })
        expect(each.secretTemplate.labels).toHaveProperty(['cnpg.io/reload'])
        expect(Number.parseInt(each.renewBefore, 10)).toBeLessThan(Number.parseInt(each.duration, 10) / 2)
      }
      const { certificates, externalClusters } = clusterIn(place).spec
      expect(certificates).toEqual({
        serverCASecret: 'database-ca',
        serverTLSSecret: server.secretName,
        clientCASecret: 'database-ca',
        replicationTLSSecret: replication.secretName,
      })
      for (const each of externalClusters)
        expect([each.sslCert.name, each.sslKey.name, each.sslRootCert.name]).toEqual([
          replication.secretName,
          replication.secretName,
          'database-ca',
        ])
    }
  })

  it('I78 nobody comes in without TLS, replication only by certificate, from other regions only who writes, the superuser from nowhere', () => {
    for (const place of PLACES) {
      const { regions } = ENVIRONMENTS[place.environment]
      const rules = clusterIn(place).spec.postgresql.pg_hba
      const own = regions.find((each: Manifest) => each.id === place.region)
      const pod = own.podCidr.replace(/0\.0\/\d+$/, '0.17')
      const outside = regions.flatMap((each: Manifest) => (each === own ? [] : [each.address]))
      const by = (user: string, address: string, tls = true, database = 'nearside') =>
        methodFor({ tls, database, user, address }, rules)
      const users = ['nearside_read', 'nearside_write', 'nearside_owner', 'postgres', 'streaming_replica']
      for (const user of users)
        for (const address of [pod, '8.8.8.8', ...outside]) expect(by(user, address, false)).toBe('reject')
      for (const user of users.slice(0, 3)) expect(by(user, pod)).toBe('scram-sha-256')
      for (const address of outside) {
        expect(by('nearside_write', address)).toBe('scram-sha-256')
        for (const user of users.filter((each) => each !== 'nearside_write'))
          expect(by(user, address)).toBe('reject')
      }
      for (const user of users) expect(by(user, '8.8.8.8')).toBe('reject')
      for (const address of [pod, ...outside]) {
        for (const database of ['nearside', 'postgres'])
          expect(by('postgres', address, true, database)).toBe('reject')
        expect(by('nearside_owner', address, true, 'postgres')).toBe('reject')
        expect(by('streaming_replica', address, true, 'replication')).toBe('cert')
        expect(by('streaming_replica', address, false, 'replication')).not.toBe('cert')
      }
    }
  })

  it('I79 Postgres is published to the addresses of the other regions alone, and by a single region not at all', () => {
    for (const place of PLACES.filter(({ environment }) => idsOf(environment).length > 1)) {
      const [service, ...more] = clusterIn(place).spec.managed.services.additional
      expect(more).toEqual([])
      expect(service.selectorType).toBe('rw')
      expect(service.serviceTemplate.spec).toEqual({
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: ENVIRONMENTS[place.environment].regions.flatMap((each: Manifest) =>
          each.id === place.region ? [] : [`${each.address}/32`],
        ),
      })
    }
    const alone = render(what({ environment: 'prod', region: 'iad' }), {
      ...BEFORE,
      region: 'iad',
      regions: ROWS.slice(0, 1),
    })
    const { managed, replica } = pick(alone, 'Cluster').spec
    expect(managed.services).toBeUndefined()
    expect(replica).toEqual({ self: 'pg-iad', primary: 'pg-iad', source: 'pg-iad' })
    expect(JSON.stringify(pick(alone, 'NetworkPolicy', 'postgres'))).not.toContain('ipBlock')
  })

  it('I80 the network lets the app, the operator, the other regions and Prometheus in, and no other namespace', () => {
    for (const place of PLACES) {
      expect(pick(at(place), 'NetworkPolicy', 'default-deny').spec).toEqual({
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      })
      const { ingress } = pick(at(place), 'NetworkPolicy', 'postgres').spec
      const doors = ingress.flatMap(({ from, ports }: Manifest) =>
        from.map((each: Manifest) => [
          each.ipBlock?.cidr ??
            each.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ??
            'own namespace',
          ports.map(({ port }: Manifest) => port).join(),
        ]),
      )
      expect(doors.filter(([from]: [string]) => !/\/32$/.test(from))).toEqual([
        ['cnpg-system', '8000,5432'],
        ['own namespace', '5432'],
        ['own namespace', '5432'],
        ['api', '5432'],
        // k3s' balancer, where other regions come in.
        ...(idsOf(place.environment).length > 1 ? [['kube-system', '5432']] : []),
        ['monitoring', '9187'],
      ])
      expect(doors.filter(([from]: [string]) => /\/32$/.test(from))).toEqual(
        ENVIRONMENTS[place.environment].regions.flatMap((each: Manifest) =>
          each.id === place.region ? [] : [[`${each.address}/32`, '5432']],
        ),
      )
    }
  })

  it('I217 a region whose balancer has an address of its own asks for it, and the others let in where it comes from and go to where it is reached', () => {
    const [own, other] = ['iad', 'bom'].map((region) =>
      render(what({ environment: 'prod', region }), { ...BEFORE, region, regions: WITH_GKE }),
    )
    const serviceOf = (manifests: readonly Manifest[] = []) =>
      pick(manifests, 'Cluster').spec.managed.services.additional[0].serviceTemplate.spec
    expect(serviceOf(own)).toMatchObject({
      loadBalancerIP: '192.0.2.1',
      loadBalancerSourceRanges: ['192.0.2.2/32', '192.0.2.3/32'],
    })
    expect(serviceOf(other).loadBalancerIP).toBeUndefined()
    expect(serviceOf(other).loadBalancerSourceRanges).toEqual(['198.51.100.1/32', '192.0.2.3/32'])
    const { postgresql } = pick(other ?? [], 'Cluster').spec
    expect(postgresql.pg_hba).toContain('hostssl nearside nearside_write 198.51.100.1/32 scram-sha-256')
    expect(postgresql.pg_hba.join()).not.toContain('192.0.2.1/32')
    const { ingress, egress } = pick(other ?? [], 'NetworkPolicy', 'postgres').spec
    expect(JSON.stringify(ingress)).toContain('198.51.100.1/32')
    expect(JSON.stringify(ingress)).not.toContain('192.0.2.1/32')
    expect(JSON.stringify(egress)).toContain('192.0.2.1/32')
    expect(JSON.stringify(egress)).not.toContain('198.51.100.1/32')
  })
})
