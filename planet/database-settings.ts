/** The settings of every database of a planet, in the form of its own files. Pure. */

export type ServerSettings = {
  readonly port: number
  /** A replica only: how to reach the primary, and the slot that keeps its WAL there. */
  readonly replica?: { readonly primaryConninfo: string; readonly slot: string }
}

/** @returns the text of `postgresql.conf`. */
export function postgresqlConf({ port, replica }: ServerSettings): string {
  const own = {
    port,
    ...(replica ? { primary_conninfo: replica.primaryConninfo, primary_slot_name: replica.slot } : {}),
  }
  return lines({ ...SETTINGS, ...own })
}

/** @returns the text of `pg_hba.conf`: this machine only, and nobody without a password. */
export function pgHbaConf(): string {
  return ['all', 'replication']
    .map((database) => `host ${database} all 127.0.0.1/32 scram-sha-256\n`)
    .join('')
}

/** @returns the value of `primary_conninfo`; the password stands in `passfile`. */
export function primaryConninfo(o: { port: number; user: string; passfile: string; name: string }): string {
  return [
    'host=127.0.0.1',
    `port=${o.port}`,
    `user=${o.user}`,
    `passfile=${quoteConninfo(o.passfile)}`,
    `application_name=${o.name}`,
    'connect_timeout=10',
    // Each of these questions would cost the long way there and back.
    'sslmode=disable',
    'gssencmode=disable',
  ].join(' ')
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '32MB',
  jit: 'off',
  io_method: 'sync',
  // A commit is acknowledged once it is on the disk of the primary, as in production.
  fsync: 'on',
  synchronous_commit: 'on',
  wal_level: 'replica',
  max_wal_senders: 8,
  max_replication_slots: 8,
  // A region that stays away must not fill the primary's disk; past this its replica is copied anew.
  max_slot_wal_keep_size: '512MB',
  max_wal_size: '256MB',
  // For who follows this server once it is promoted: what a slot made only then no longer finds.
  wal_keep_size: '64MB',
  // Well above any round trip, so that a slow line does not break the stream.
  wal_sender_timeout: '30s',
  wal_receiver_timeout: '30s',
  // How long a replica takes to look again: for its primary, and for the next timeline after a failover.
  wal_retrieve_retry_interval: '200ms',
  recovery_target_timeline: 'latest',
  // Replay goes before the reads of a replica: lag for everyone is worse than one read tried again.
  max_standby_streaming_delay: '1s',
  max_standby_archive_delay: '1s',
  hot_standby_feedback: 'off',
  log_line_prefix: '%m [%p] %a ',
  log_checkpoints: 'off',
  timezone: 'UTC',
} as const

function lines(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : quote(value)}\n`)
    .join('')
}

function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING */
function quoteConninfo(value: string): string {
  return `'${value.replaceAll(/['\\]/g, '\\$&')}'`
}
