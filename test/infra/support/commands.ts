/** What a command of a page may say: programs, subcommands, options, files. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command as CliCommand } from 'commander'
import { createProgram } from '../../../cli/run.ts'
import { INFRA_DIR } from '../../../infra/check/matrix.ts'
import { readArguments } from '../../../infra/smoke/arguments.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { wrongKubectl, wrongSecret } from './kubectl.ts'

export const ROOT = join(INFRA_DIR, '..')

/** Tools of the operator's machine, and the two functions that the pages define. */
const PROGRAMS =
  'awk base64 bash cat cp createdb curl cut date docker echo gcloud git grep head helm jq kubectl ls mkdir mv node_modules/.bin/node npm npx openssl paste printf rclone rm secret sed sleep sort ssh ssh-keygen ssh-keyscan sudo tail tee terraform tr umask unset'.split(
    ' ',
  )

/** @returns what is wrong with the command, or undefined. */
export function wrongWith(words: readonly string[]): string | undefined {
  const [program = '', ...args] = words
  if (program === 'infra/gitops/bootstrap/bootstrap.sh') return ofBootstrap(args)
  if (!PROGRAMS.includes(program)) return `${program}: no such program`
  if (program === 'kubectl') return wrongKubectl(args)
  if (program === 'npm') return ofNpm(args)
  if (program === 'npx') return ofNpx(args)
  if (program === 'terraform') return ofTerraform(args)
  // The pages' own function; where it is defined it has no arguments.
  if (program === 'secret') return args.length === 0 ? undefined : wrongSecret(args[0] ?? '', [args[1] ?? ''])
  if (program === 'node_modules/.bin/node') return ofNode(args)
  return undefined
}

function ofNpm([verb, ...args]: readonly string[]): string | undefined {
  if (verb === 'ci') return undefined
  const [script = '', ...rest] = args.filter((arg) => !/^-s$|^--silent$/.test(arg))
  if (verb !== 'run' || !(script in packageJson.scripts)) return `npm ${verb} ${script}: no such script`
  return script === 'nearside' ? ofNearside(rest.filter((arg) => arg !== '--')) : undefined
}

const program = await createProgram(true)
silence(program)

/** Commander itself reads the line; nothing is done. */
function ofNearside(args: readonly string[]): string | undefined {
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
  if (program === 'vitest')
    return args.filter((arg) => arg.includes('/')).find((file) => !existsSync(join(ROOT, file)))
  const wrangler =
    /^(deploy|delete|login|rollback|secret put \w+|r2 bucket (create|delete) [\w-]+)( --config wrangler(\.staging)?\.toml)?$/
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
  if (!folder || !existsSync(join(ROOT, folder)))
    return `terraform ${chdir}: expected -chdir=infra/terraform/live/<env>`
  if (!['apply', 'destroy', 'init', 'output', 'plan', 'state'].includes(verb))
    return `terraform ${verb}: not known here`
  const [output] = args.filter((arg) => !arg.startsWith('-'))
  if (verb === 'output' && !declares(`${LIVE}/outputs.tf`, `output "${output}"`))
    return `${output}: no such output`
  const variable = args[args.indexOf('-var') + 1]?.split('=')[0]
  if (args.includes('-var') && !declares(`${LIVE}/variables.tf`, `variable "${variable}"`))
    return `${variable}: no such variable`
  return args.map((arg) => wrongAddress(arg.replace('-replace=', ''))).find(Boolean)
}

/** As in `module.mesh.module.edge.cloudflare_r2_bucket.backups["fra"]`. */
function wrongAddress(address: string): string | undefined {
  const [, module, type, name] =
    /^module\.mesh\.module\.(\w+)(?:\["\w+"\])?\.(\w+)\.(\w+)/.exec(address) ?? []
  if (!module) return undefined
  const folder = `infra/terraform/modules/${existsSync(join(ROOT, `infra/terraform/modules/${module}`)) ? module : `cluster-${module}`}`
  const isThere = readdirSync(join(ROOT, folder)).some(
    (file) => file.endsWith('.tf') && declares(`${folder}/${file}`, `resource "${type}" "${name}"`),
  )
  return isThere ? undefined : `${address}: no such resource`
}

function declares(file: string, what: string): boolean {
  return readFileSync(join(ROOT, file), 'utf8').includes(`${what} {`)
}
