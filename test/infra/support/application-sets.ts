/** What the ApplicationSets make of a cluster's labels, by Go's own templates: Helm evaluates them. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { type Environment, INFRA_DIR, regionsOf, teams } from '../../../infra/check/matrix.ts'
import { HELM, type Manifest } from './helm.ts'

export const APPS_DIR = join(INFRA_DIR, 'gitops/apps')
export const REPO = 'https://github.com/nearside-example/nearside.git'

export type Made = {
  readonly environment: Environment
  readonly region: string
  /** The ApplicationSet's sync wave. */
  readonly wave: number
  readonly application: Manifest
}

/** @returns the ApplicationSets as they stand in git, by the file's name. */
export function applicationSets(): ReadonlyMap<string, Manifest> {
  const files = readdirSync(APPS_DIR).sort()
  return new Map(files.map((file) => [file, parse(readFileSync(join(APPS_DIR, file), 'utf8'))]))
}

/**
 * Every Application of every region. The Argo CD module can't be built on its own, so the generators (a cluster's Secret,
 * the teams' files) are stood in for by what they would give; the templates are evaluated for real.
 */
export function applications(): readonly Made[] {
  const clusters = (['staging', 'prod'] as const).flatMap((environment) =>
    regionsOf(environment).map((region) => ({ environment, region })),
  )
  const wanted = [...applicationSets().values()].flatMap((set) =>
    clusters.flatMap((cluster) => paramsOf(set, cluster).map((params) => ({ ...cluster, set, params }))),
  )
  const made = evaluate(wanted.map(({ set, params }) => ({ template: set.spec.template, params })))
  return wanted.map(({ environment, region, set }, index) => ({
    environment,
    region,
    wave: waveOf(set),
    application: made[index],
  }))
}

export function waveOf(set: Manifest): number {
  return Number(set.metadata.annotations['argocd.argoproj.io/sync-wave'])
}

function paramsOf(set: Manifest, { environment, region }: { environment: string; region: string }) {
  const cluster = {
    name: region,
    server: 'https://kubernetes.default.svc',
    metadata: {
      labels: { region, env: environment, distribution: 'k3s' },
      annotations: { 'nearside.example/repo': REPO, 'nearside.example/revision': 'main' },
    },
  }
  if (!set.spec.generators[0].matrix) return [cluster]
  return teams().map((team) => ({ ...cluster, file: { path: { filename: `${team}.yaml` } } }))
}

type Template = { readonly template: unknown; readonly params: unknown }

function evaluate(templates: readonly Template[]): readonly Manifest[] {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-apps-'))
  try {
    mkdirSync(join(folder, 'templates'))
    writeFileSync(join(folder, 'Chart.yaml'), stringify({ apiVersion: 'v2', name: 'apps', version: '0.0.0' }))
    writeFileSync(join(folder, 'values.yaml'), stringify({ params: templates.map((each) => each.params) }))
    writeFileSync(
      join(folder, 'templates/all.yaml'),
      templates
        .map(
          ({ template }, index) =>
            `---\n{{- with index .Values.params ${index} }}\n${stringify(template, { lineWidth: 0 })}{{- end }}\n`,
        )
        .join(''),
    )
    const out = execFileSync(HELM ?? 'helm', ['template', 'apps', folder], { encoding: 'utf8' })
    return parseAllDocuments(out)
      .map((document) => document.toJS())
      .filter(Boolean)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
