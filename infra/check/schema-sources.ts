/** Where the schemas of everything that a cluster knows come from: Go modules, at the versions that run. */
import { KINDS, RUNS } from './versions.ts'

export type SchemaSource = {
  readonly module: string
  readonly version: string
  /** A folder or file of the module, and what is in it. */
  readonly path: string
  readonly form: 'openapi' | 'crds'
}

export const SCHEMA_SOURCES: readonly SchemaSource[] = [
  { module: 'k8s.io/kubernetes', version: KINDS.kubernetes, path: 'api/openapi-spec/v3', form: 'openapi' },
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    version: `v${RUNS.cloudNativePg}`,
    path: 'config/crd/bases',
    form: 'crds',
  },
  {
    module: 'github.com/cloudnative-pg/plugin-barman-cloud',
    version: RUNS.barmanCloudPlugin,
    path: 'config/crd/bases',
    form: 'crds',
  },
  {
    module: 'github.com/cert-manager/cert-manager',
    version: RUNS.certManager,
    path: 'deploy/crds',
    form: 'crds',
  },
  {
    module: 'github.com/argoproj/argo-cd/v3',
    version: RUNS.argoCd,
    path: 'manifests/crds',
    form: 'crds',
  },
  {
    module: 'github.com/traefik/traefik/v3',
    version: KINDS.traefik,
    path: 'docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml',
    form: 'crds',
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: RUNS.prometheusOperator,
    path: 'example/prometheus-operator-crd',
    form: 'crds',
  },
  {
    module: 'github.com/k3s-io/helm-controller',
    version: 'v0.17.9',
    path: 'pkg/crds/yaml/generated',
    form: 'crds',
  },
  {
    module: 'github.com/rancher/system-upgrade-controller',
    version: RUNS.systemUpgradeController,
    path: 'pkg/crds/yaml/generated',
    form: 'crds',
  },
]
