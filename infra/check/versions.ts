/** The versions of all that runs in a region or checks it: one table, which Renovate reads, too. */

/** What runs in a cluster. */
export const RUNS = {
  k3s: 'v1.35.8+k3s1',
  argoCd: 'v3.5.7',
  cloudNativePg: '1.30.0',
  /** The Helm chart that installs it has a version of its own. */
  cloudNativePgChart: '0.29.0',
  barmanCloudPlugin: 'v0.14.0',
  certManager: 'v1.21.2',
  /** Its kinds alone: PodMonitor, PrometheusRule. */
  prometheusOperator: 'v0.88.0',
  systemUpgradeController: 'v0.20.1',
  postgres: '18.4',
  cloudflared: '2026.8.2',
  k3d: 'v5.9.0',
} as const

/** Of the minor versions in k3s, the newest patches that have a Go module: their kinds are checked against. */
export const KINDS = { kubernetes: 'v1.35.4', traefik: 'v3.7.13' } as const
