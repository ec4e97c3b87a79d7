/** Who comes in by a pg_hba.conf: the first rule that matches decides. */
import { BlockList } from 'node:net'

export type Visitor = {
  readonly tls: boolean
  readonly database: string
  readonly user: string
  /** IPv4. */
  readonly address: string
}

/** What CloudNativePG 1.30 puts before a cluster's own rules, those for connections over the network. */
const FIRST = [
  'hostssl postgres streaming_replica all cert map=cnpg_streaming_replica',
  'hostssl replication streaming_replica all cert map=cnpg_streaming_replica',
  'hostssl all cnpg_pooler_pgbouncer all cert map=cnpg_pooler_pgbouncer',
]
/** And behind them. */
const LAST = ['host all all all scram-sha-256']

/** @returns the method by which the visitor has to identify itself, or `reject`. */
export function methodFor(visitor: Visitor, rules: readonly string[]): string {
  for (const rule of [...FIRST, ...rules, ...LAST]) {
    const [type, database, user, address, method] = rule.split(/\s+/)
    if (!method) throw new Error(`expected five fields, found ${rule}`)
    if (type === 'hostssl' && !visitor.tls) continue
    if (type === 'hostnossl' && visitor.tls) continue
    // `all` is every database, but not the pseudo-database of physical replication.
    if (database !== visitor.database && (database !== 'all' || visitor.database === 'replication')) continue
    if (user !== 'all' && user !== visitor.user) continue
    if (address !== 'all' && !isIn(visitor.address, address ?? '')) continue
    return method
  }
  return 'reject'
}

function isIn(address: string, network: string): boolean {
  const [base, bits] = network.split('/')
  const list = new BlockList()
  list.addSubnet(base ?? '', Number(bits))
  return list.check(address)
}
