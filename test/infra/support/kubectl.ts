/** What a kubectl command of a page may name: contexts, namespaces, kinds, and things by the names that git gives them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { INFRA_DIR, regionsOf } from '../../../infra/check/matrix.ts'
import type { Manifest } from './helm.ts'
import { world } from './world.ts'

/** Kinds that a command may name, as in manifests. */
const KINDS: Readonly<Record<string, string>> = {
  application: 'Application',
  applications: 'Application',
  certificate: 'Certificate',
  cluster: 'Cluster',
  cronjob: 'CronJob',
  deployment: 'Deployment',
  issuer: 'Issuer',
  objectstore: 'ObjectStore',
  plan: 'Plan',
  secret: 'Secret',
  service: 'Service',
  statefulset: 'StatefulSet',
  // By any name.
  ...Object.fromEntries(
    'backup certificaterequest certificates configmap deployments job jobs namespace networkpolicy node nodes pod podmonitor pods pvc scheduledbackup services'
      .split(' ')
      .map((kind) => [kind, '']),
  ),
}

const VERBS = 'annotate apply create delete describe exec get label logs patch rollout scale top wait'.split(
  ' ',
)
const WITH_VALUE = new Set(
  '--context -n --namespace -l --selector -o -c -f -p -L --type --tail --since --timeout --for --from'.split(
    ' ',
  ),
)

/** @returns what is wrong with the command, or undefined. */
export function wrongKubectl(all: readonly string[]): string | undefined {
  const args = all.includes('--') ? all.slice(0, all.indexOf('--')) : all
  const optionOf = (...names: readonly string[]) =>
    args[args.findIndex((arg) => names.includes(arg)) + 1] ?? ''
  const isDryRun = args.includes('--dry-run=client')
  const context = optionOf('--context')
  if (!isDryRun && !/^nearside-(staging|prod)-[a-z]{3}$/.test(context))
    return `--context: expected nearside-<env>-<region>, found "${context}"`
  const namespace = args.some((arg) => arg === '-n' || arg === '--namespace')
    ? optionOf('-n', '--namespace')
    : ''
  if (namespace !== '' && namespace !== 'x' && !namespaces().includes(namespace))
    return `${namespace}: no such namespace`
  const [verb = '', ...rest] = positionals(args)
  if (!VERBS.includes(verb)) return `kubectl ${verb}: not known here`
  if (args.includes('--local')) return undefined
  if (verb === 'apply') return wrongFile(optionOf('-f'))
  if (verb === 'create')
    return args.includes('-f') ? wrongFile(optionOf('-f')) : wrongCreation(namespace, rest, args)
  if (verb === 'top') return ofResources(namespace, rest)
  if (verb === 'logs') return ofSelector(optionOf('-l', '--selector'), rest[0])
  if (verb === 'exec')
    return /^pg-([a-z]{3}|drill)-1$/.test(rest[0] ?? '') ? undefined : `${rest[0]}: no such pod`
  return ofResources(namespace, verb === 'rollout' ? rest.slice(1) : rest)
}

function positionals(args: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !WITH_VALUE.has(args[index - 1] ?? ''))
}

/** What is applied comes by a pipe: a file would be somebody's own. */
function wrongFile(file: string): string | undefined {
  return file === '-' ? undefined : `-f: expected -, found ${file}`
}

function wrongCreation(
  namespace: string,
  [kind = '', name = '', secret]: readonly string[],
  args: readonly string[],
): string | undefined {
  const isVariable = (word: string | undefined) => word === undefined || /^(\$.*)?$/.test(word)
  if (kind === 'namespace')
    return isVariable(name) || namespaces().includes(name) ? undefined : `${name}: no such namespace`
  if (kind === 'secret' && name === 'generic')
    return isVariable(secret) ? undefined : wrongSecret(namespace, [secret ?? ''])
  const from = args.find((arg) => arg.startsWith('--from='))?.slice('--from='.length)
  // Argo CD's own, which is not rendered here.
  if (kind === 'configmap' && namespace === 'argocd' && name === 'argocd-ssh-known-hosts-cm') return undefined
  if (kind === 'job' && from !== undefined) return ofResources(namespace, [from])
  return `kubectl create ${kind} ${name}: not known here`
}

function ofSelector(selector: string, pod: string | undefined): string | undefined {
  if (pod !== undefined)
    return /^(pg-([a-z]{3}|drill)-1|deployment\/cert-manager)$/.test(pod) ? undefined : `${pod}: no such pod`
  const [key = '', value] = selector.split('=')
  if (key === 'cnpg.io/cluster') return undefined
  return JSON.stringify(manifests()).includes(`"${key}":"${value}"`)
    ? undefined
    : `${selector}: no pod has it`
}

function ofResources(namespace: string, words: readonly string[]): string | undefined {
  const [first = '', ...others] = words.filter(
    (word) => !/^[\w./-]+(=|-$)/.test(word) || word.startsWith('cluster/'),
  )
  const named = first.includes('/')
    ? [first, ...others].map((word) => word.split('/'))
    : [[first], ...others.map((name) => [first, name])]
  for (const [kinds = '', name] of named) {
    const unknown = kinds.split(',').find((kind) => !(kind in KINDS))
    if (unknown !== undefined) return `${unknown}: no such kind here`
    if (name !== undefined && !isThere(namespace, KINDS[kinds] ?? '', name))
      return `${kinds} ${name} in ${namespace}: not there`
  }
  return undefined
}

function isThere(namespace: string, kind: string, name: string): boolean {
  if (kind === '' || name === 'x') return true
  if (kind === 'Secret') return wrongSecret(namespace, [name]) === undefined
  if (kind === 'Application') return applications().includes(name)
  if (kind === 'Cluster' && name === 'pg-drill') return true
  if (kind === 'Plan' || kind === 'StatefulSet') return platform().includes(`${namespace} ${kind} ${name}`)
  // A slot without an image is not rendered.
  const rendered = name === 'nearside-green' ? 'nearside-blue' : name
  return manifests().some(
    (each) => each.kind === kind && each.metadata.name === rendered && each.metadata.namespace === namespace,
  )
}

export function wrongSecret(namespace: string, names: readonly string[]): string | undefined {
  const known = [...secrets('made by hand'), ...secrets('made in the cluster')]
  const missing = names.find((name) => name !== 'x' && !known.includes(`${namespace}/${name}`))
  return namespace === 'x' || missing === undefined
    ? undefined
    : `Secret ${missing} in ${namespace}: not in infra/README.md`
}

/** @returns as in `api/nearside-keys`, by the table of names in infra/README.md. */
export function secrets(made: 'made by hand' | 'made in the cluster'): readonly string[] {
  const lines = readFileSync(join(INFRA_DIR, 'README.md'), 'utf8').split('\n')
  const row = lines.find((line) => line.startsWith('| Secrets') && line.includes(made)) ?? ''
  return row.split(/(?=in `\w+`:)/).flatMap((part) => {
    const namespace = /^in `(\w+)`:/.exec(part)?.[1]
    const names = part.replaceAll(/\([^)]*\)/g, '').matchAll(/`([\w-]+)`(?!:)/g)
    return namespace === undefined ? [] : [...names].map(([, name]) => `${namespace}/${name}`)
  })
}

let rendered: readonly Manifest[] | undefined

function manifests(): readonly Manifest[] {
  rendered ??= regionsOf('prod').flatMap((region) => world('prod', region))
  return rendered
}

function namespaces(): readonly string[] {
  const own = manifests()
    .filter(({ kind }) => kind === 'Namespace')
    .map(({ metadata }) => metadata.name)
  return [...own, 'argocd', 'cnpg-system', 'cert-manager', 'system-upgrade', 'kube-system']
}

function applications(): readonly string[] {
  const folder = join(INFRA_DIR, 'gitops/apps')
  const sets = readdirSync(folder).map(
    (file) => /^ {2}name: (\S+)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '',
  )
  return [...sets, 'region', 'team-api', 'team-ml']
}

function platform(): readonly string[] {
  const file = join(INFRA_DIR, 'gitops/bootstrap/application-controller.yaml')
  const controller = /^ {2}name: (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
  const plan = /^ {2}name: (\S+)$/m.exec(
    readFileSync(join(INFRA_DIR, 'gitops/platform/system-upgrade/plan.yaml'), 'utf8'),
  )?.[1]
  return [`argocd StatefulSet ${controller}`, `system-upgrade Plan ${plan}`]
}
