import { expect, it } from 'vitest'
import type { Manifest } from './support/helm.ts'
import { mayReach, type Peer, type Pod } from './support/network-policy.ts'

const A: Pod = { namespace: 'one', labels: { app: 'a' }, ip: '10.42.0.5' }
const B: Pod = { namespace: 'two', labels: { app: 'b' }, ip: '10.42.0.6', ports: { http: 8080 } }
const OUTSIDE: Peer = { ip: '203.0.113.7' }

/** Rules of what may come to B, and whether A may at port 8080. */
const CASES: readonly (readonly [string, Manifest[] | undefined, boolean])[] = [
  ['no policy', undefined, true],
  ['a policy without a rule', [], false],
  ['a rule that says nothing', [{}], true],
  ['pods of its own namespace', [{ from: [{ podSelector: {} }] }], false],
  ['pods of all namespaces', [{ from: [{ namespaceSelector: {} }] }], true],
  [
    'this namespace and pod',
    [{ from: [{ namespaceSelector: named('one'), podSelector: labelled('a') }] }],
    true,
  ],
  [
    'this namespace, another pod',
    [{ from: [{ namespaceSelector: named('one'), podSelector: labelled('x') }] }],
    false,
  ],
  [
    'either of two peers',
    [{ from: [{ podSelector: labelled('a') }, { namespaceSelector: named('one') }] }],
    true,
  ],
  ['namespaces by their label', [{ from: [{ namespaceSelector: { matchLabels: { team: 'red' } } }] }], true],
  ['an expression that it meets', [{ from: [{ namespaceSelector: expression('In', ['one']) }] }], true],
  [
    'an expression that it does not meet',
    [{ from: [{ namespaceSelector: expression('NotIn', ['one']) }] }],
    false,
  ],
  ['a label that must be there', [{ from: [{ namespaceSelector: {}, podSelector: exists('app') }] }], true],
  ['all addresses, pods among them', [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }], true],
  [
    'all addresses but those of pods',
    [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }],
    false,
  ],
  ['the port by its name', [{ ports: [{ port: 'http' }] }], true],
  ['another port', [{ ports: [{ port: 9091 }] }], false],
  ['the port of another protocol', [{ ports: [{ port: 8080, protocol: 'UDP' }] }], false],
  ['a range of ports around it', [{ ports: [{ port: 8000, endPort: 8100 }] }], true],
]

it.each(CASES)('I59 a connection is judged as Kubernetes would: %s', (_, ingress, expected) => {
  const namespace = { kind: 'Namespace', metadata: { name: 'one', labels: { team: 'red' } } }
  const policies = ingress ? [policy('two', { ingress, policyTypes: ['Ingress'] })] : []
  expect(mayReach([namespace, ...policies], A, B, { port: 8080 })).toBe(expected)
})

it('I59 a connection is judged as Kubernetes would: both sides must agree, and an address has no side', () => {
  const closed = policy('one', { policyTypes: ['Egress'] })
  expect(mayReach([closed], A, B, { port: 8080 })).toBe(false)
  expect(mayReach([closed], B, A, { port: 8080 })).toBe(true)
  expect(mayReach([closed], OUTSIDE, A, { port: 8080 })).toBe(true)
  const open = policy('one', { egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }] })
  expect(mayReach([closed, open], A, OUTSIDE, { port: 443 })).toBe(true)
  // A policy that says nothing of its types and has no rule for what comes in lets nothing in.
  expect(mayReach([open], B, A, { port: 8080 })).toBe(false)
})

function policy(namespace: string, spec: Manifest): Manifest {
  return { kind: 'NetworkPolicy', metadata: { name: 'any', namespace }, spec: { podSelector: {}, ...spec } }
}

function named(name: string): Manifest {
  return { matchLabels: { 'kubernetes.io/metadata.name': name } }
}

function labelled(app: string): Manifest {
  return { matchLabels: { app } }
}

function expression(operator: string, values: string[]): Manifest {
  return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator, values }] }
}

function exists(key: string): Manifest {
  return { matchExpressions: [{ key, operator: 'Exists' }] }
}
