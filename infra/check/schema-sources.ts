/** Where the schemas of everything that a cluster knows come from: Go modules, at the versions that run. */
import { RUNS } from './versions.ts'

export type SchemaSource = {
  readonly module: string
  readonly version: string
  /** A folder or file of the module, and what is in it. */
  readonly path: string
  readonly form: 'openapi' | 'crds'
}

/** Of Kubernetes and Traefik the newest patch of the version in k3s that the module proxy has. */
export const SCHEMA_SOURCES: readonly SchemaSource[] = [
  { module: 'k8s.io/kubernetes', version: 'v1.35.4', path: 'api/openapi-spec/v3', form: 'openapi' },
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
    version: 'v3.7.13',
    path: 'docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml',
    form: 'crds',
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.88.0',
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
    version: 'v0.20.1',
    path: 'pkg/crds/yaml/generated',
    form: 'crds',
  },
]
