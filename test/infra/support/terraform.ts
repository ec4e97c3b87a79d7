/** Terraform as it is on this machine, leaving no file in the project. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INFRA_DIR } from '../../../infra/check/matrix.ts'
import { toolPath } from '../../../infra/check/tools.ts'

/** Tests of Terraform's modules are skipped without it, and `npm run check:infra` says so. */
export const TERRAFORM = toolPath('terraform')

export const TERRAFORM_DIR = join(INFRA_DIR, 'terraform')

/** What `modules/topology` is given, and by region what it makes of it. */
export type TopologyInput = Readonly<Record<string, unknown>>

export type Topology = {
  readonly regions: Readonly<Record<string, { readonly hosts: Readonly<Record<string, string>> }>>
  readonly firewall: Readonly<Record<string, { readonly inbound: Readonly<Record<string, Rule>> }>>
  readonly cloud_init: Readonly<Record<string, string>>
}

type Rule = { readonly protocol: string; readonly port: string | null; readonly cidrs: readonly string[] }

type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

/** Runs Terraform in a folder of infra/terraform. */
function terraform(folder: string, args: readonly string[]): Ran {
  const data = mkdtempSync(join(tmpdir(), 'nearside-terraform-'))
  try {
    return spawnSync(TERRAFORM ?? 'terraform', [`-chdir=${join(TERRAFORM_DIR, folder)}`, ...args], {
      encoding: 'utf8',
      env: {
        ...process.env,
        TF_DATA_DIR: data,
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
        NO_COLOR: '1',
      },
    })
  } finally {
    rmSync(data, { recursive: true })
  }
}

/** @returns what the module derives. @throws with Terraform's own words where it refuses the table. */
export function topologyOf(input: TopologyInput): Topology {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-topology-'))
  try {
    const ran = applyTopology(input, folder)
    if (ran.status !== 0) throw new Error(ran.stderr)
    const { outputs } = JSON.parse(readFileSync(join(folder, 'state'), 'utf8'))
    return Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [name, valueIn(output)]),
    ) as never
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @returns what Terraform says where it refuses the table, its lines joined; undefined where it does not. */
export function topologyRefusal(input: TopologyInput): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-topology-'))
  try {
    const ran = applyTopology(input, folder)
    return ran.status === 0 ? undefined : ran.stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** It has no resources: to apply it makes nothing but a file of outputs. */
function applyTopology(input: TopologyInput, folder: string): Ran {
  const file = join(folder, 'input.tfvars.json')
  writeFileSync(file, JSON.stringify(input))
  return terraform('modules/topology', [
    ...['apply', '-auto-approve', '-input=false', '-no-color', '-compact-warnings'],
    ...[`-state=${join(folder, 'state')}`, `-var-file=${file}`],
  ])
}

function valueIn(output: unknown): unknown {
  return typeof output === 'object' && output !== null && 'value' in output ? output.value : undefined
}
