import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Job, ROOT, workflows } from './support/workflows.ts'

const PAGE = readFileSync(join(ROOT, 'docs/runbooks/first-region.md'), 'utf8')

type Row = { readonly from: string; readonly hasReviewers: boolean; readonly rest: string }

it('I200 each environment of a workflow is in the table of the first region: its secrets and variables, the branches it takes, its reviewers', () => {
  const table = readTable()
  const used = jobs().flatMap(({ at, job }) => environmentsOf(job).map((name) => ({ at, name, job })))
  expect(used.length).toBeGreaterThan(10)
  for (const { at, name, job } of used) {
    const row = table.get(name)
    const wanted = [...JSON.stringify(job).matchAll(/\b(?:secrets|vars)\.(\w+)/g)].map(([, key]) => key)
    for (const key of wanted) expect(row?.rest, `${at}: ${name}`).toContain(`\`${key}\``)
  }
  // What a branch that nobody has looked at may have is what a plan reads, and in prod not even that.
  const open = [...table].filter(([, { from }]) => from === 'any').map(([name]) => name)
  expect(open).toEqual(['terraform-plan-staging', 'terraform-plan-prod'])
  for (const [name, { from, hasReviewers }] of table) {
    expect(['any', '`main`', '`main`, tags `v*`'], name).toContain(from)
    const isRegion = /^(staging|prod)-\w{3}$/.test(name)
    if (name.includes('prod') && !isRegion) expect([name, hasReviewers]).toEqual([name, true])
  }
  expect(table.get('terraform-apply-staging')?.hasReviewers).toBe(true)
  const tagged = jobs().filter(({ at }) => at.startsWith('image '))
  for (const name of tagged.flatMap(({ job }) => environmentsOf(job)))
    expect([name, table.get(name)?.from]).toEqual([name, '`main`, tags `v*`'])
})

it('I205 no secret is used outside of an environment, but GitHub’s own token', () => {
  const bare = jobs().filter(({ job }) => job.environment === undefined)
  const used = bare.flatMap(({ at, job }) =>
    [...JSON.stringify(job).matchAll(/secrets\.(\w+)/g)].map(([, key]) => `${at}: ${key}`),
  )
  expect(used).toEqual(['image image: GITHUB_TOKEN'])
})

function jobs(): readonly { readonly at: string; readonly job: Job }[] {
  return [...workflows()].flatMap(([name, flow]) =>
    Object.entries(flow.jobs).map(([id, job]) => ({ at: `${name} ${id}`, job })),
  )
}

/** Both environments, and one region for all. */
function environmentsOf({ environment }: Job): readonly string[] {
  if (environment === undefined) return []
  const ofRegion = environment.replace(/\$\{\{ (?:matrix\.region|inputs\.first) \}\}/, 'iad')
  if (!ofRegion.includes('${{')) return [ofRegion]
  return ['staging', 'prod'].map((name) => ofRegion.replace(/\$\{\{.*?\}\}/, name))
}

function readTable(): ReadonlyMap<string, Row> {
  const [, section = ''] = PAGE.split('## What the pipelines need')
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const keys = rows.at(-1)?.slice(4).join(' ') ?? ''
  return new Map(
    rows.flatMap(([, names = '', from = '', reviewers, ...rest]) => {
      const text = rest.join(' ').replace('as below', keys)
      return [...names.matchAll(/`([\w-]+)`/g)].map(
        ([, name = '']) => [name, { from, hasReviewers: reviewers === 'yes', rest: text }] as const,
      )
    }),
  )
}
