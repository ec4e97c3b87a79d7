/** Every chart of every environment and region, rendered into files once: what the checks of manifests read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INFRA_DIR, matrix, type Rendering } from './matrix.ts'
import { runTool } from './run-tool.ts'

export type Rendered =
  | { readonly ok: true; readonly folder: string; readonly files: readonly string[] }
  | { readonly ok: false; readonly why: string }

let kept: Promise<Rendered> | undefined

/** @returns the files, removed when this process ends. */
export function rendered(): Promise<Rendered> {
  kept ??= renderAll()
  return kept
}

async function renderAll(): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-rendered-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const files: string[] = []
  for (const rendering of matrix()) {
    const ran = await runTool('helm', templateArgs(rendering))
    if (ran.ok && !/^kind: /m.test(ran.stdout))
      return { ok: false, why: `${nameOf(rendering)}: nothing was rendered` }
    if (!ran.ok) return { ok: false, why: `${nameOf(rendering)}: ${ran.all}` }
    const file = join(folder, `${nameOf(rendering)}.yaml`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, ran.stdout)
    files.push(file)
  }
  return { ok: true, folder, files }
}

function templateArgs({ chart, release, namespace, valueFiles }: Rendering): readonly string[] {
  const values = valueFiles.flatMap((file) => ['--values', file])
  return ['template', release, join(INFRA_DIR, 'charts', chart), '--namespace', namespace, ...values]
}

function nameOf({ environment, region, release }: Rendering): string {
  return `${environment}-${region}-${release}`
}
