/**
 * `npx node infra/check/install.ts`: puts the tools and schemas that check infra/ into `.tools`, at their exact versions.
 * Needs Go 1.26 and Python with venv; does nothing for what is there already. `--providers` also builds those of Terraform's
 * providers that a Go module is of, for where its registry can't be reached.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUILD_ENV, BUILD_FLAGS } from './go.ts'
import { BUILT_PROVIDERS, buildProvider, hasProvider } from './providers.ts'
import { hasSchemas, makeSchemas } from './schemas.ts'
import { isInstalled, stampOf, TOOLS, TOOLS_DIR, type Tool } from './tools.ts'

const BIN = join(TOOLS_DIR, 'bin')
const PYTHON_DIR = join(TOOLS_DIR, 'python')

mkdirSync(BIN, { recursive: true })
for (const tool of TOOLS) {
  if (tool.from === 'path' || isInstalled(tool)) continue
  console.log(`installing ${tool.name} ${tool.version}`)
  if (tool.from === 'go') installByGo(tool)
  else installByPip(tool)
  writeFileSync(stampOf(tool.name), tool.version)
}
// Minutes of a processor: only for where Terraform's registry can't be reached.
for (const provider of process.argv.includes('--providers') ? BUILT_PROVIDERS : []) {
  if (hasProvider(provider)) continue
  console.log(`building ${provider.address} ${provider.version}`)
  buildProvider(provider)
}
if (!hasSchemas()) {
  console.log('making the schemas')
  makeSchemas()
}

function installByGo({ source, version }: Tool): void {
  execFileSync('go', ['install', ...BUILD_FLAGS, `${source}@${version}`], {
    env: { ...process.env, ...BUILD_ENV, GOBIN: BIN },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function installByPip({ name, source, version }: Tool): void {
  execFileSync('python3', ['-m', 'venv', PYTHON_DIR])
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', `${source}==${version}`]
  execFileSync(join(PYTHON_DIR, 'bin/pip'), pip, { stdio: ['ignore', 'ignore', 'inherit'] })
  const link = join(BIN, name)
  try {
    unlinkSync(link)
  } catch {
    // It was not there.
  }
  symlinkSync(join('../python/bin', name), link)
}
