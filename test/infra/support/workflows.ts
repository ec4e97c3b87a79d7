/** The workflows and actions of this repository, as GitHub reads them. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { INFRA_DIR } from '../../../infra/check/matrix.ts'

export const ROOT = join(INFRA_DIR, '..')

export type Step = {
  readonly name?: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

export type Job = {
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean }
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}

export type Workflow = {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

/** @returns each file's text, by its name relative to the project. */
export function texts(pattern: string): ReadonlyMap<string, string> {
  const files = globSync(pattern, { cwd: ROOT }).sort()
  return new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]))
}

/** @returns the workflows, by name: image, flip … */
export function workflows(): ReadonlyMap<string, Workflow> {
  return new Map(
    [...texts('.github/workflows/*.yml')].map(([file, text]) => [
      file.replace(/^.*\/|\.yml$/g, ''),
      parse(text),
    ]),
  )
}

/** @returns the steps of all workflows and actions, with where they stand. */
export function steps(): readonly (Step & { readonly at: string })[] {
  const ofWorkflows = [...workflows()].flatMap(([name, { jobs }]) =>
    Object.entries(jobs).flatMap(([job, each]) =>
      each.steps.map((step) => ({ ...step, at: `${name} ${job}` })),
    ),
  )
  const ofActions = [...texts('.github/actions/*/action.yml')].flatMap(([at, text]) =>
    (parse(text).runs.steps as readonly Step[]).map((step) => ({ ...step, at })),
  )
  return [...ofWorkflows, ...ofActions]
}

/** @returns whether a job can only begin once the other one has succeeded. */
export function isAfter(workflow: Workflow, job: string, other: string): boolean {
  const needs = [workflow.jobs[job]?.needs ?? []].flat()
  return needs.some((need) => need === other || isAfter(workflow, need, other))
}
