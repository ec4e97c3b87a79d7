/** Checks of infra/terraform. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { POLICY } from './manifest-checks.ts'
import { INFRA_DIR } from './matrix.ts'
import { type Check, type Outcome, outcomeOf } from './outcome.ts'
import { BUILT_PROVIDERS, hasProvider, PROVIDERS_DIR } from './providers.ts'
import { type Ran, runTool } from './run-tool.ts'

const MODULES = ['cluster-hetzner', 'cluster-vultr', 'cluster-gke', 'edge', 'mesh'].map(
  (name) => `modules/${name}`,
)
const LIVE = ['live/staging', 'live/prod']

export const TERRAFORM_CHECKS: readonly Check[] = [
  {
    title: 'terraform fmt',
    needs: ['terraform'],
    run: async () =>
      outcomeOf(
        [await runTool('terraform', ['fmt', '-check', '-diff', '-recursive', join(INFRA_DIR, 'terraform')])],
        'every file',
      ),
  },
  {
    title: 'terraform test, modules/topology',
    needs: ['terraform'],
    run: () => inCopy(async (run) => ofTest(await run('modules/topology', ['test', '-no-color']))),
  },
  {
    title: 'conftest, firewalls',
    needs: ['terraform', 'conftest'],
    run: () =>
      inCopy(async (run, copy) => {
        const ran: Ran[] = []
        for (const folder of LIVE) {
          const state = join(copy, 'state')
          const file = join(copy, 'firewall.json')
          const applied = await run('modules/topology', [
            'apply',
            ...applyArgs(copy, folder),
            `-state=${state}`,
          ])
          const shown = await run('modules/topology', ['show', '-json', state])
          writeFileSync(file, shown.stdout)
          rmSync(state, { force: true })
          ran.push(
            applied,
            shown,
            await runTool('conftest', ['test', '--no-color', '--policy', POLICY, file]),
          )
        }
        return outcomeOf(ran, `${LIVE.join(', ')}: what their machines let in and out`)
      }),
  },
  ...[...MODULES, ...LIVE].map(
    (folder): Check => ({
      title: `terraform validate and test, ${folder}`,
      needs: ['terraform'],
      run: () =>
        inCopy(async (run) => {
          const init = await run(folder, ['init', '-backend=false', '-input=false', '-no-color'])
          if (!init.ok) return CAN_NOT_BE_HAD.test(init.all) ? noProvider(init) : outcomeOf([init], '')
          const validate = await run(folder, ['validate', '-no-color'])
          return validate.ok ? ofTest(await run(folder, ['test', '-no-color'])) : outcomeOf([validate], '')
        }),
    }),
  ),
]

/** Not that the registry has no such version: that is a mistake of ours. */
const CAN_NOT_BE_HAD = /could not connect to registry\.terraform\.io|dial tcp|no such host/

/** The topology of an environment, with addresses of the documentation: it makes nothing. */
function applyArgs(copy: string, folder: string): readonly string[] {
  const table = join(copy, folder, 'regions.auto.tfvars.json')
  const { regions } = JSON.parse(readFileSync(table, 'utf8'))
  const addresses = Object.fromEntries(
    Object.keys(regions).map((id, index) => {
      const address = `203.0.113.${index + 1}`
      return [id, { inbound: address, outbound: address }]
    }),
  )
  const variables = {
    environment: basename(folder),
    admin_cidrs: '["198.51.100.7/32"]',
    admin_ssh_keys: '["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHxM ops"]',
    addresses: JSON.stringify(addresses),
  }
  return [
    ...['-auto-approve', '-input=false', '-no-color', '-compact-warnings'],
    ...[`-var-file=${table}`, `-var-file=${join(copy, folder, 'k3s.auto.tfvars.json')}`],
    ...Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`),
  ]
}

function noProvider({ all }: Ran): Outcome {
  const providers = [...all.matchAll(/provider(?: for)?\s+([\w-]+\/[\w-]+)/g)].map((match) => match[1])
  return {
    state: 'no-network',
    why: `registry.terraform.io, which has ${[...new Set(providers)].join(', ')}, can't be reached`,
  }
}

function ofTest(ran: Ran): Outcome {
  return outcomeOf([ran], /Success! (.*?)\.?\s*$/.exec(ran.stdout.trimEnd())?.[1] ?? '')
}

/** Terraform writes beside what it reads, so it reads a copy. */
async function inCopy(
  work: (run: (folder: string, args: readonly string[]) => Promise<Ran>, copy: string) => Promise<Outcome>,
): Promise<Outcome> {
  const copy = mkdtempSync(join(tmpdir(), 'nearside-terraform-'))
  try {
    cpSync(join(INFRA_DIR, 'terraform'), copy, { recursive: true })
    const config = join(copy, 'cli.tfrc')
    writeFileSync(config, CLI_CONFIG)
    // Who has a configuration of Terraform's own, with a mirror perhaps, is checked with it.
    const own = process.env.TF_CLI_CONFIG_FILE
    const env = {
      ...{ TF_CLI_CONFIG_FILE: own && existsSync(own) ? own : config },
      ...{ TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
    }
    const run = (folder: string, args: readonly string[]) =>
      runTool('terraform', [`-chdir=${join(copy, folder)}`, ...args], { env })
    return await work(run, copy)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

const MIRRORED = JSON.stringify(BUILT_PROVIDERS.filter(hasProvider).map(({ address }) => address))
/** A mirror that includes nothing would be asked for everything. */
const CLI_CONFIG =
  MIRRORED === '[]'
    ? ''
    : `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(PROVIDERS_DIR)}
    include = ${MIRRORED}
  }
  direct { exclude = ${MIRRORED} }
}
`
