import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nextSteps } from '../../cli/release/next.ts'
import { regionsOf } from '../../infra/check/matrix.ts'
import { ROOT, wrongWith } from './support/commands.ts'
import { HELM } from './support/helm.ts'
import { type Page, readPage } from './support/page.ts'
import { commandsOf } from './support/shell.ts'

const RUNBOOKS = join(ROOT, 'docs/runbooks')
const pages = readdirSync(RUNBOOKS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => readPage(join(RUNBOOKS, file)))
const nameOf = ({ file }: Page) => relative(RUNBOOKS, file)
const alerts = pages.filter((page) => nameOf(page).startsWith('alerts/'))

describe.skipIf(!HELM)('the pages of the alerts', () => {
  it('I235 name their context in each command, and only what exists, and no plugin of kubectl', () => {
    expect(alerts.length).toBeGreaterThan(0)
    expect(
      alerts.flatMap((page) =>
        commandsOf(here(runBy(page, /^kubectl /).join('\n')), new Map()).flatMap(({ words, line }) => {
          const wrong = words[0] === 'kubectl' || words[0] === 'cmctl' ? wrongWith(words) : undefined
          return wrong === undefined ? [] : [`${nameOf(page)}: ${line}\n  ${wrong}`]
        }),
      ),
    ).toEqual([])
  })
})

it('I236 what a page does by ssh, curl or wrangler follows from the environment that it was told', () => {
  const fixed = pages.flatMap((page) =>
    runBy(page, /^(?:ssh|ssh-keygen|curl|npx wrangler|npm run deploy)\b/)
      .flatMap((script) => script.split('\n'))
      .filter((line) =>
        /\b(?:ssh|curl|ssh-keygen)\b.*\bnearside\.example|--config wrangler\.|npm run deploy/.test(line),
      )
      .map((line) => `${nameOf(page)}: ${line.trim()}`),
  )
  expect(fixed).toEqual([])
})

it('I237 a page that needs Terraform or the store of backups says where their keys come from', () => {
  const unsaid = pages.flatMap((page) => {
    const anchors = page.links
      .filter(({ file }) => file === join(RUNBOOKS, 'README.md'))
      .map(({ anchor }) => anchor)
    const needs = runBy(page, /^(?:terraform|rclone) /).join('\n')
    const isMade = page.text.includes('export HCLOUD_TOKEN')
    return [
      ...(/^ *(?:.*\W)?terraform -chdir/m.test(needs) && !isMade && !anchors.includes('for-terraform')
        ? [`${nameOf(page)}: terraform`]
        : []),
      ...(/\brclone \w+ store:/.test(needs) &&
      nameOf(page) !== 'README.md' &&
      !anchors.includes('for-backups')
        ? [`${nameOf(page)}: rclone`]
        : []),
    ]
  })
  expect(unsaid).toEqual([])
})

// The README asks for Node 20, which runs no .ts: npx finds the project's own.
it('I239 a script of infra says that npx calls it, and makes nothing of an option that it has not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-options-'))
  try {
    const helpOf = (script: string) => {
      const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, script), '--help'], {
        cwd: folder,
        encoding: 'utf8',
      })
      return stdout + stderr
    }
    expect(helpOf('infra/image/tree.ts')).toMatch(/^usage: npx node infra/)
    expect(helpOf('infra/smoke/main.ts')).toMatch(/^Usage: npx node infra[\s\S]* npx node infra/)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [, , attempt] = nextSteps({ action: 'bump', environment: 'prod', changes: [], pushed: false })
  expect(attempt?.command).toMatch(/^SIGNING_KEYS=… npx node infra\//)
})

/** In the examples a region that is gone is as good as one that is there. */
function here(text: string): string {
  const ids = regionsOf('prod')
  return text.replaceAll(/\b(?:iad|bom|fra)\b/g, (id) => (ids.includes(id) ? id : (ids[0] ?? id)))
}

/** Blocks of shell, and what stands as a command in the text; not what has a gap to be filled in. */
function runBy(page: Page, short: RegExp): readonly string[] {
  const blocks = page.blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)
  return [
    ...blocks,
    ...page.codes.filter((code) => short.test(code) && !/[…<]/.test(code.replaceAll(/<<|<\(/g, ''))),
  ]
}
