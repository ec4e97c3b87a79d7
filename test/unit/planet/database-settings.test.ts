import { describe, expect, it } from 'vitest'
import { pgHbaConf, postgresqlConf, primaryConninfo } from '../../../planet/database-settings.ts'

const conninfo = primaryConninfo({
  port: 5001,
  user: 'replication',
  passfile: `/it's \\here/pass`,
  name: 'bom',
})

describe('the settings of a database', () => {
  it('L8 keep it to this machine, without sockets and without logins that need no password', () => {
    const text = postgresqlConf({ port: 5000 })
    expect(text).toContain(`listen_addresses = '127.0.0.1'\n`)
    expect(text).toContain(`unix_socket_directories = ''\n`)
    expect(text).toContain('port = 5000\n')
    expect(pgHbaConf()).not.toMatch(/trust|local/)
  })

  it('L8 keep every acknowledged commit and a bounded amount of WAL', () => {
    const text = postgresqlConf({ port: 5000 })
    for (const line of [`fsync = 'on'`, `synchronous_commit = 'on'`, `max_slot_wal_keep_size = '512MB'`]) {
      expect(text).toContain(`${line}\n`)
    }
  })

  it('L104 let a replica follow its primary onto the timeline of a failover', () => {
    const text = postgresqlConf({ port: 5000 })
    for (const line of [`recovery_target_timeline = 'latest'`, `wal_keep_size = '64MB'`])
      expect(text).toContain(`${line}\n`)
  })

  it('L8 name the primary and the slot of a replica alone, and hold any path', () => {
    expect(postgresqlConf({ port: 5000 })).not.toContain('primary_conninfo')
    const text = postgresqlConf({ port: 5000, replica: { primaryConninfo: conninfo, slot: 'bom' } })
    expect(text).toContain(`primary_slot_name = 'bom'\n`)
    expect(conninfo).toContain(String.raw`passfile='/it\'s \\here/pass'`)
    expect(text).toContain(String.raw`passfile=''/it\\''s \\\\here/pass''`)
  })
})
