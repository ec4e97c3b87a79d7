/** Every chart in every environment and region, with the files that Argo CD gives it. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

export const INFRA_DIR = join(import.meta.dirname, '..')
const VALUES_DIR = join(INFRA_DIR, 'gitops/values')

export const CHARTS = ['region-app', 'database', 'team', 'tunnel'] as const
export type Chart = (typeof CHARTS)[number]

export type Environment = 'staging' | 'prod'

export type Rendering = {
  readonly chart: Chart
  readonly environment: Environment
  readonly region: string
  /** Of the chart `team` alone. */
  readonly team?: string
  readonly release: string
  readonly namespace: string
  /** Absolute, the later ones on top. */
  readonly valueFiles: readonly string[]
}

/** @returns every rendering there is: a region is in an environment where it has a release there. */
export function matrix(): readonly Rendering[] {
  return (['staging', 'prod'] as const).flatMap((environment) =>
    regionsOf(environment).flatMap((region) => renderingsOf(environment, region)),
  )
}

/** @returns the ids of the regions of one environment, sorted. */
export function regionsOf(environment: Environment): readonly string[] {
  return namesIn(`region-app/releases/${environment}`)
}

/** @returns the names of the teams, sorted. */
export function teams(): readonly string[] {
  return namesIn('team/teams')
}

/** @returns what a region of an environment runs, in the order of its waves. */
export function renderingsOf(environment: Environment, region: string): readonly Rendering[] {
  const at = { environment, region }
  return [
    ...teams().map(
      (team): Rendering => ({
        ...at,
        chart: 'team',
        team,
        release: `team-${team}`,
        namespace: team,
        valueFiles: present(`team/environments/${environment}`, `team/teams/${team}`),
      }),
    ),
    { ...at, chart: 'database', release: 'pg', namespace: 'database', valueFiles: overlays('database', at) },
    {
      ...at,
      chart: 'region-app',
      release: 'nearside',
      namespace: 'api',
      valueFiles: [...overlays('region-app', at), ...present(`region-app/releases/${environment}/${region}`)],
    },
    { ...at, chart: 'tunnel', release: 'tunnel', namespace: 'tunnel', valueFiles: overlays('tunnel', at) },
  ]
}

function overlays(chart: Chart, { environment, region }: Pick<Rendering, 'environment' | 'region'>) {
  return present(`${chart}/environments/${environment}`, `${chart}/regions/${region}`)
}

/** A file that would only say nothing is not there. */
function present(...names: readonly string[]): readonly string[] {
  return names.map((name) => join(VALUES_DIR, `${name}.yaml`)).filter((file) => existsSync(file))
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(join(VALUES_DIR, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort()
}
