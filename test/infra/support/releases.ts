/** The app's regions with a release that stays: blue runs, green is empty. Where git is just now, each release changes. */
import { dirname, join } from 'node:path'
import { type Environment, matrix, type Rendering } from '../../../infra/check/matrix.ts'

/** @returns the app in every environment and region; all but its release is what Argo CD reads. */
export function appsWithFixedRelease(): readonly Rendering[] {
  return apps().map((rendering) => ({
    ...rendering,
    valueFiles: [
      ...rendering.valueFiles.filter((file) => !isRelease(file)),
      fixedRelease(rendering.environment),
    ],
  }))
}

/** @returns its file. */
export function fixedRelease(environment: Environment): string {
  return join(import.meta.dirname, 'releases', `${environment}.yaml`)
}

/** @returns the same, as git is. */
export function apps(): readonly Rendering[] {
  return matrix().filter(({ chart }) => chart === 'region-app')
}

function isRelease(file: string): boolean {
  return dirname(dirname(file)).endsWith('region-app/releases')
}
