/** What a command of a page may name: commands, options, files, and what stands in a cluster. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command as CliCommand } from 'commander'
import { createProgram } from '../../../cli/run.ts'
import { INFRA_DIR, regionsOf } from '../../../infra/check/matrix.ts'
import { readArguments } from '../../../infra/smoke/arguments.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Manifest } from './helm.ts'
import { world } from './world.ts'

export const ROOT = join(INFRA_DIR, '..')

/** Tools of the operator's machine, and the two functions that the pages define. */
const PROGRAMS =
  'awk base64 bash cat cp createdb curl cut date docker echo gcloud git grep head helm jq kubectl ls mkdir mv node_modules/.bin/node npm npx openssl paste printf rclone rm secret sed sleep sort ssh ssh-keygen sudo tail tee terraform tr umask'.split(
    ' ',
  )

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
  ...Object.fromEntries(['backup', 'job', 'jobs', 'namespace', 'node', 'nodes', 'pod', 'pods', 'pvc'].map((kind) => [kind, ''])),
}

const VERBS =
  'annotate apply create delete describe exec get label logs patch rollout scale top wait'.split(' ')
const WITH_VALUE = new Set(
  '--context -n --namespace -l --selector -o -c -f -p -L --type --tail --since --timeout --for --from'.split(' '),
)

/** @returns what is wrong with the command, or undefined. */
export function wrongWith(words: readonly string[]): string | undefined {
  const [program = '', ...args] = words
  if (program === 'infra/gitops/bootstrap/bootstrap.sh') return ofBootstrap(args)
  if (!PROGRAMS.includes(program)) return `${program}: no such program`
  if (program === 'kubectl') return ofKubectl(args)
  if (program === 'npm') return ofNpm(args)
  if (program === 'npx') return ofNpx(args)
  if (program === 'terraform') return ofTerraform(args)
  // The pages' own function; where it is defined it has no arguments.
  if (program === 'secret') return args.length === 0 ? undefined : ofSecret(args[0] ?? '', [args[1] ?? ''])
  if (program === 'node_modules/.bin/node') return ofNode(args)
  return undefined
}

function ofNpm([verb, ...args]: readonly string[]): string | undefined {
  if (verb === 'ci') return undefined
  const [script = '', ...rest] = args.filter((arg) => !/^-s$|^--silent$/.test(arg))
  if (verb !== 'run' || !(script in packageJson.scripts)) return `npm ${verb} ${script}: no such script`
  return script === 'nearside' ? ofNearside(rest.filter((arg) => arg !== '--')) : undefined
}

/** Commander itself reads the line; nothing is done. */
function ofNearside(args: readonly string[]): string | undefined {
  const program = createProgram(true)
  silence(program)
  try {
    program.parse([...args], { from: 'user' })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function silence(command: CliCommand): void {
  command.configureOutput({ outputError: () => {}, writeErr: () => {}, writeOut: () => {} })
  if (command.commands.length === 0) command.action(() => {})
  for (const sub of command.commands) silence(sub)
}

function ofNpx([program, ...args]: readonly string[]): string | undefined {
  if (program === 'vitest') return args.filter((arg) => arg.includes('/')).find((file) => !existsSync(join(ROOT, file)))
  const wrangler = /^(deploy|delete|rollback|secret put \w+|r2 bucket create [\w-]+)( --config wrangler(\.staging)?\.toml)?$/
  const known = program === 'vite' ? /^build site$/ : program === 'wrangler' ? wrangler : undefined
  return known?.test(args.join(' ')) ? undefined : `npx ${program} ${args.join(' ')}: not known here`
}

function ofNode([file = '', ...args]: readonly string[]): string | undefined {
  if (!existsSync(join(ROOT, file))) return `${file}: no such file`
  if (file !== 'infra/smoke/main.ts') return undefined
  try {
    readArguments(args)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function ofBootstrap(args: readonly string[]): string | undefined {
  const key = args.indexOf('--repo-key')
  const kept = key === -1 ? args : args.toSpliced(key, 2)
  try {
    execFileSync(join(ROOT, 'infra/gitops/bootstrap/bootstrap.sh'), [...kept, '--print'], { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const LIVE = 'infra/terraform/live/prod'

function ofTerraform([chdir = '', verb = '', ...args]: readonly string[]): string | undefined {
  const folder = /^-chdir=(infra\/terraform\/live\/\w+)$/.exec(chdir)?.[1]
  if (!folder || !existsSync(join(ROOT, folder))) return `terraform ${chdir}: expected -chdir=infra/terraform/live/<env>`
  if (!['apply', 'init', 'output', 'plan', 'state'].includes(verb)) return `terraform ${verb}: not known here`
  const [output] = args.filter((arg) => !arg.startsWith('-'))
  if (verb === 'output' && !declares(`${LIVE}/outputs.tf`, `output "${output}"`)) return `${output}: no such output`
  const variable = args[args.indexOf('-var') + 1]?.split('=')[0]
  if (args.includes('-var') && !declares(`${LIVE}/variables.tf`, `variable "${variable}"`)) return `${variable}: no such variable`
  return args.map((arg) => wrongAddress(arg.replace('-replace=', ''))).find(Boolean)
}

/** As in `module.mesh.module.edge.cloudflare_r2_bucket.backups["fra"]`. */
function wrongAddress(address: string): string | undefined {
  const [, module, type, name] = /^module\.mesh\.module\.(\w+)(?:\["\w+"\])?\.(\w+)\.(\w+)/.exec(address) ?? []
  if (!module) return undefined
  const folder = `infra/terraform/modules/${existsSync(join(ROOT, `infra/terraform/modules/${module}`)) ? module : `cluster-${module}`}`
  const isThere = readdirSync(join(ROOT, folder)).some((file) => file.endsWith('.tf') && declares(`${folder}/${file}`, `resource "${type}" "${name}"`))
  return isThere ? undefined : `${address}: no such resource`
}

function declares(file: string, what: string): boolean {
  return readFileSync(join(ROOT, file), 'utf8').includes(`${what} {`)
}

function ofKubectl(all: readonly string[]): string | undefined {
  const args = all.includes('--') ? all.slice(0, all.indexOf('--')) : all
  const valueOf = (...names: readonly string[]) => args[args.findIndex((arg) => names.includes(arg)) + 1] ?? ''
  const isDryRun = args.includes('--dry-run=client')
  const context = valueOf('--context')
  if (!isDryRun && !/^nearside-(staging|prod)-[a-z]{3}$/.test(context)) return `--context: expected nearside-<env>-<region>, found "${context}"`
  const namespace = args.some((arg) => arg === '-n' || arg === '--namespace') ? valueOf('-n', '--namespace') : ''
  if (namespace !== '' && namespace !== 'x' && !namespaces().includes(namespace)) return `${namespace}: no such namespace`
  const [verb = '', ...rest] = positionals(args)
  if (!VERBS.includes(verb)) return `kubectl ${verb}: not known here`
  if (['apply', 'create', 'top'].includes(verb)) return undefined
  if (verb === 'logs') return ofSelector(valueOf('-l', '--selector'), rest[0])
  if (verb === 'exec') return /^pg-([a-z]{3}|drill)-1$/.test(rest[0] ?? '') ? undefined : `${rest[0]}: no such pod`
  return ofResources(namespace, verb === 'rollout' ? rest.slice(1) : rest)
}

function positionals(args: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !WITH_VALUE.has(args[index - 1] ?? ''))
}

function ofSelector(selector: string, pod: string | undefined): string | undefined {
  if (pod !== undefined) return /^pg-([a-z]{3}|drill)-1$/.test(pod) ? undefined : `${pod}: no such pod`
  const [key = '', value] = selector.split('=')
  if (key === 'cnpg.io/cluster') return undefined
  return JSON.stringify(manifests()).includes(`"${key}":"${value}"`) ? undefined : `${selector}: no pod has it`
}

function ofResources(namespace: string, words: readonly string[]): string | undefined {
  const [first = '', ...others] = words.filter((word) => !/^[\w./-]+(=|-$)/.test(word) || word.startsWith('cluster/'))
  const named = first.includes('/') ? [first, ...others].map((word) => word.split('/')) : [[first], ...others.map((name) => [first, name])]
  for (const [kinds = '', name] of named) {
    const unknown = kinds.split(',').find((kind) => !(kind in KINDS))
    if (unknown !== undefined) return `${unknown}: no such kind here`
    if (name !== undefined && !isThere(namespace, KINDS[kinds] ?? '', name)) return `${kinds} ${name} in ${namespace}: not there`
  }
  return undefined
}

function isThere(namespace: string, kind: string, name: string): boolean {
  if (kind === '' || name === 'x') return true
  if (kind === 'Secret') return ofSecret(namespace, [name]) === undefined
  if (kind === 'Application') return applications().includes(name)
  if (kind === 'Cluster' && name === 'pg-drill') return true
  if (kind === 'Plan' || kind === 'StatefulSet') return platform().includes(`${namespace} ${kind} ${name}`)
  // A slot without an image is not rendered.
  const rendered = name === 'nearside-green' ? 'nearside-blue' : name
  return manifests().some((each) => each.kind === kind && each.metadata.name === rendered && each.metadata.namespace === namespace)
}

/** By the table of names in infra/README.md. */
function ofSecret(namespace: string, names: readonly string[]): string | undefined {
  const row = readFileSync(join(INFRA_DIR, 'README.md'), 'utf8').match(/^\| Secrets, not[\s\S]*?\n(?!\| Secrets)/m)?.[0] ?? ''
  const listed = row.split(/(?=in `[\w-]+`)/).find((part) => part.startsWith(`in \`${namespace}\``)) ?? ''
  const missing = names.find((name) => name !== 'x' && !listed.includes(`\`${name}\``))
  return namespace === 'x' || missing === undefined ? undefined : `Secret ${missing} in ${namespace}: not in infra/README.md`
}

let rendered: readonly Manifest[] | undefined

function manifests(): readonly Manifest[] {
  rendered ??= regionsOf('prod').flatMap((region) => world('prod', region))
  return rendered
}

function namespaces(): readonly string[] {
  const own = manifests().filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)
  return [...own, 'argocd', 'cnpg-system', 'cert-manager', 'system-upgrade', 'kube-system']
}

function applications(): readonly string[] {
  const folder = join(INFRA_DIR, 'gitops/apps')
  const sets = readdirSync(folder).map((file) => /^ {2}name: (\S+)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '')
  return [...sets, 'region', 'team-api', 'team-ml']
}

function platform(): readonly string[] {
  const file = join(INFRA_DIR, 'gitops/bootstrap/application-controller.yaml')
  const controller = /^ {2}name: (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
  const plan = /^ {2}name: (\S+)$/m.exec(readFileSync(join(INFRA_DIR, 'gitops/platform/system-upgrade/plan.yaml'), 'utf8'))?.[1]
  return [`argocd StatefulSet ${controller}`, `system-upgrade Plan ${plan}`]
}
