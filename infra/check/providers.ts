/** Terraform providers that are built from their module, for where the registry can't be reached. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BUILD_ENV, BUILD_FLAGS } from './go.ts'
import { TOOLS_DIR } from './tools.ts'

/** A `filesystem_mirror` of Terraform's CLI configuration. */
export const PROVIDERS_DIR = join(TOOLS_DIR, 'providers')

/** Those whose module the Go proxy has, at the version that infra/terraform asks for. */
export const BUILT_PROVIDERS = [
  {
    address: 'registry.terraform.io/hetznercloud/hcloud',
    version: '1.68.0',
    module: 'github.com/hetznercloud/terraform-provider-hcloud',
  },
] as const

type Provider = (typeof BUILT_PROVIDERS)[number]

export function hasProvider(provider: Provider): boolean {
  return existsSync(fileOf(provider))
}

export function buildProvider(provider: Provider): void {
  const { module, version } = provider
  const told = execFileSync('go', ['mod', 'download', '-json', `${module}@v${version}`], { encoding: 'utf8' })
  mkdirSync(join(fileOf(provider), '..'), { recursive: true })
  // Not `go install`: it asks the proxy for the list of versions, which it does not give of every module.
  execFileSync('go', ['build', ...BUILD_FLAGS, '-o', fileOf(provider), '.'], {
    cwd: JSON.parse(told).Dir,
    env: { ...process.env, ...BUILD_ENV },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function fileOf({ address, version }: Provider): string {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const name = `terraform-provider-${address.split('/').at(-1)}_v${version}`
  return join(PROVIDERS_DIR, address, version, platform, name)
}
