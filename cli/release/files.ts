/** The files under `releases/`, in the work tree. */
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { REGION_ID } from '../../protocol/region-id.ts'
import { CliFailure } from '../exit.ts'
import { ENVIRONMENT } from './trailer.ts'

export const RELEASES = 'infra/gitops/values/region-app/releases'

/** @returns the names of the environments, sorted. */
export function environmentsOf(root: string): readonly string[] {
  const found = namesIn(root, RELEASES).filter((name) => ENVIRONMENT.test(name))
  if (found.length > 0) return found
  throw new CliFailure(`Expected a folder for each environment in ${RELEASES} of ${root}, found none.`)
}

/** @returns the regions of an environment, sorted: all, or those that were asked for. */
export function regionsOf(
  root: string,
  environment: string,
  asked: readonly string[] | undefined,
): readonly string[] {
  const environments = environmentsOf(root)
  if (!environments.includes(environment))
    throw new CliFailure(`--env: expected one of ${environments.join(', ')}, found "${environment}".`, 2)
  const all = namesIn(root, `${RELEASES}/${environment}`)
    .filter((name) => name.endsWith('.yaml') && REGION_ID.test(name.slice(0, -'.yaml'.length)))
    .map((name) => name.slice(0, -'.yaml'.length))
  const unknown = asked?.find((region) => !all.includes(region))
  if (unknown !== undefined) {
    throw new CliFailure(
      `--region: expected regions of ${environment} (${all.join(', ')}), found "${unknown}".`,
      2,
    )
  }
  return all.filter((region) => asked?.includes(region) ?? true)
}

export function fileOf(environment: string, region: string): string {
  return `${RELEASES}/${environment}/${region}.yaml`
}

/** @throws CliFailure for a link: what it leads to would be changed, and something else committed. */
export function readText(root: string, file: string): string {
  const path = join(root, file)
  const wanted = join(realpathSync(root), file)
  if (realpathOf(path) !== wanted || !lstatSync(path).isFile())
    throw new CliFailure(`${file}: expected a file of this clone, found a symbolic link or something else.`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path))
  } catch (error) {
    if (error instanceof TypeError) throw new CliFailure(`${file}: expected UTF-8, found other bytes.`)
    throw error
  }
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function namesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).sort()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}
