/**
 * Who may reach whom, as NetworkPolicies say it: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * Pure. What a network plugin may do either way is taken to be allowed: an ipBlock covers pods, too.
 */
import { BlockList } from 'node:net'
import type { Manifest } from './helm.ts'

export type Pod = {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly ports?: Readonly<Record<string, number>>
  readonly ip?: string
}

/** A pod, or what has only an address. */
export type Peer = Pod | { readonly ip: string }

export type Port = { readonly port: number; readonly protocol?: 'TCP' | 'UDP' }

/**
 * @param manifests NetworkPolicies, and Namespaces where their labels count; others don't matter.
 * @returns whether a connection is let out by the one side and in by the other.
 */
export function mayReach(manifests: readonly Manifest[], from: Peer, to: Peer, port: Port): boolean {
  return (
    isAllowed(manifests, 'Egress', from, to, { at: to, ...port }) &&
    isAllowed(manifests, 'Ingress', to, from, { at: to, ...port })
  )
}

/** Of the range that k3s gives to pods. */
const POD_IP = '10.42.0.10'

type Target = Port & { readonly at: Peer }
type Direction = 'Ingress' | 'Egress'

function isAllowed(
  manifests: readonly Manifest[],
  direction: Direction,
  self: Peer,
  other: Peer,
  target: Target,
) {
  if (!isPod(self)) return true
  const own = manifests.filter(
    ({ kind, metadata, spec }) =>
      kind === 'NetworkPolicy' &&
      metadata.namespace === self.namespace &&
      typesOf(spec).includes(direction) &&
      selects(spec.podSelector, self.labels),
  )
  // Kubernetes lets everything through to a pod that no policy selects.
  if (own.length === 0) return true
  const [rules, peers] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to']
  return own.some(({ metadata, spec }) =>
    (spec[rules] ?? []).some(
      (rule: Manifest) =>
        (!rule[peers]?.length ||
          rule[peers].some((peer: Manifest) => isPeer(manifests, peer, other, metadata.namespace))) &&
        (!rule.ports?.length || rule.ports.some((each: Manifest) => isPort(each, target))),
    ),
  )
}

function typesOf(spec: Manifest): readonly Direction[] {
  return spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress'])
}

function isPeer(manifests: readonly Manifest[], peer: Manifest, other: Peer, ownNamespace: string): boolean {
  if (peer.ipBlock) return isIn(peer.ipBlock, other.ip ?? POD_IP)
  if (!isPod(other)) return false
  const namespace = peer.namespaceSelector
    ? selects(peer.namespaceSelector, labelsOf(manifests, other.namespace))
    : other.namespace === ownNamespace
  return namespace && selects(peer.podSelector ?? {}, other.labels)
}

function labelsOf(manifests: readonly Manifest[], namespace: string): Readonly<Record<string, string>> {
  const found = manifests.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace)
  return { ...found?.metadata.labels, 'kubernetes.io/metadata.name': namespace }
}

function isIn({ cidr, except = [] }: { cidr: string; except?: string[] }, ip: string): boolean {
  return covers(cidr, ip) && !except.some((range) => covers(range, ip))
}

function covers(cidr: string, ip: string): boolean {
  const [network = '', bits = ''] = cidr.split('/')
  const family = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4')
  if (family(network) !== family(ip)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family(network))
  return list.check(ip, family(ip))
}

function isPort({ port, endPort, protocol = 'TCP' }: Manifest, target: Target): boolean {
  if (protocol !== (target.protocol ?? 'TCP')) return false
  if (port === undefined) return true
  if (typeof port === 'string') return isPod(target.at) && target.at.ports?.[port] === target.port
  return target.port >= port && target.port <= (endPort ?? port)
}

function selects(selector: Manifest, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  return equal && (selector.matchExpressions ?? []).every((each: Manifest) => matches(each, labels))
}

function matches({ key, operator, values = [] }: Manifest, labels: Readonly<Record<string, string>>) {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      throw new Error(`expected an operator of a label selector, found ${operator}`)
  }
}

function isPod(peer: Peer): peer is Pod {
  return 'namespace' in peer
}
