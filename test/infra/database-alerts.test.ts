/** The alerts of every database, and their pages. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, it } from 'vitest'
import { INFRA_DIR } from '../../infra/check/matrix.ts'
import { idsOf, PLACES, rulesIn, type Step } from './support/database.ts'
import { HELM } from './support/helm.ts'

const PAGES_DIR = join(INFRA_DIR, '../docs/runbooks/alerts')

/** What the servers' own exporter, the backups' plugin, cert-manager, kube-state-metrics and the kubelet tell. */
const METRICS = [
  'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp',
  'certmanager_certificate_expiration_timestamp_seconds',
  'cnpg_backends_total',
  'cnpg_collector_fencing_on',
  'cnpg_collector_pg_wal',
  'cnpg_collector_pg_wal_archive_status',
  'cnpg_collector_up',
  'cnpg_pg_database_size_bytes',
  'cnpg_pg_replication_in_recovery',
  'cnpg_pg_replication_is_wal_receiver_up',
  'cnpg_pg_replication_lag',
  'cnpg_pg_replication_slots_pg_wal_lsn_diff',
  'cnpg_pg_settings_setting',
  'cnpg_pg_stat_archiver_last_archived_time',
  'cnpg_pg_stat_archiver_last_failed_time',
  'kube_cronjob_status_last_successful_time',
  'kubelet_volume_stats_capacity_bytes',
  'kubelet_volume_stats_used_bytes',
]

describe.skipIf(!HELM)('the database', () => {
  it('I81 every alert has its page, and every page its alert and all of its parts', () => {
    const alerts = new Set<string>()
    for (const place of PLACES)
      for (const rule of rulesIn(place)) {
        alerts.add(rule.alert)
        expect(rule.annotations.runbook_url).toMatch(new RegExp(`/docs/runbooks/alerts/${rule.alert}\\.md$`))
        expect(rule.labels).toMatchObject({ region: place.region, severity: /^(warning|critical)$/ })
        expect(rule.annotations.summary && rule.annotations.description && rule.for).toBeTruthy()
      }
    const pages = readdirSync(PAGES_DIR).map((page) => page.replace(/\.md$/, ''))
    // One region alone has no replica that could fall behind, so it raises a part of them.
    expect(pages).toEqual(expect.arrayContaining([...alerts]))
    if (idsOf('prod').length > 1) expect(pages.sort()).toEqual([...alerts].sort())
    for (const page of pages)
      expect(
        [...readFileSync(join(PAGES_DIR, `${page}.md`), 'utf8').matchAll(/^#+ (.*)$/gm)].map(
          ([, title]) => title,
        ),
      ).toEqual([page, 'Description', 'Impact', 'Diagnosis', 'Resolution', 'Prevention', 'When to escalate'])
  })

  it('I82 a primary is missed where git says that it is, and is an alarm everywhere else, at each step of a move', () => {
    const alarms = (region: string, step: Step) =>
      rulesIn({ environment: 'prod', region }, step)
        .map(({ alert }) => alert)
        .filter((alert) => /Primary/.test(alert))
    expect(alarms('iad', 'before')).toEqual(['PostgresPrimaryMissing'])
    expect(alarms('iad', 'demoted')).toEqual(['PostgresUnexpectedPrimary'])
    expect(alarms('bom', 'demoted')).toEqual(['PostgresUnexpectedPrimary'])
    expect(alarms('bom', 'promoted')).toEqual(['PostgresPrimaryMissing'])
    expect(alarms('fra', 'promoted')).toEqual(['PostgresUnexpectedPrimary'])
  })

  it('I218 Prometheus understands what every alert asks, of metrics that there are', () => {
    const asked = new Set<string>()
    for (const place of PLACES)
      for (const { alert, expr } of rulesIn(place))
        parser.parse(expr).iterate({
          enter({ type, node, from, to }) {
            if (type.isError) throw new Error(`${alert}: expected PromQL at ${from}, found ${expr}`)
            if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector')
              asked.add(expr.slice(from, to))
          },
        })
    expect([...asked].sort()).toEqual(METRICS)
  })
})
