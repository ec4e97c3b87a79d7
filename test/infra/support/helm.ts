/** Charts as the real Helm renders them. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments, stringify } from 'yaml'
import { type Chart, INFRA_DIR, type Rendering } from '../../../infra/check/matrix.ts'
import { toolPath } from '../../../infra/check/tools.ts'

/** Tests of charts are skipped without it, and `npm run check:infra` says so. */
export const HELM = toolPath('helm')

// biome-ignore lint/suspicious/noExplicitAny: a manifest is whatever its kind says, and a test reads deep into it.
export type Manifest = any

export type Values = Readonly<Record<string, unknown>>

type What = Pick<Rendering, 'chart' | 'release' | 'namespace' | 'valueFiles'>

/** @returns every manifest, hooks and tests too. @throws with Helm's own words where it refuses. */
export function render(what: What, values: Values = {}): readonly Manifest[] {
  const ran = helmTemplate(what, values)
  if (ran.status !== 0) throw new Error(ran.stderr)
  return parseAllDocuments(ran.stdout)
    .map((document) => document.toJS())
    .filter(Boolean)
}

/** @returns what Helm says where it refuses the values, or undefined where it does not. */
export function refusal(what: What, values: Values): string | undefined {
  const ran = helmTemplate(what, values)
  return ran.status === 0 ? undefined : ran.stderr
}

/** @returns the one manifest of this kind and name. */
export function pick(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter((each) => each.kind === kind && (!name || each.metadata.name === name))
  if (found.length === 1) return found[0]
  throw new Error(`expected one ${kind} ${name ?? ''}, found ${found.length}`)
}

/** @returns a chart's archive as bytes. */
export function packageChart(chart: Chart): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-chart-'))
  try {
    execFileSync(HELM ?? 'helm', ['package', chartDir(chart), '--destination', folder])
    return execFileSync('sh', ['-c', `cat ${folder}/*.tgz`])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function helmTemplate({ chart, release, namespace, valueFiles }: What, values: Values) {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-values-'))
  const file = join(folder, 'values.yaml')
  writeFileSync(file, stringify(values))
  try {
    return spawnSync(
      HELM ?? 'helm',
      [
        ...['template', release, chartDir(chart), '--namespace', namespace],
        ...[...valueFiles, file].flatMap((each) => ['--values', each]),
      ],
      { encoding: 'utf8' },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function chartDir(chart: Chart): string {
  return join(INFRA_DIR, 'charts', chart)
}
