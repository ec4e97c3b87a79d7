/**
 * `npm run check:infra`: runs every check of this folder that the machine has the tools for, and says which it has not
 * run and how to get them. With CI set a check that can't run is a failure, but for those that need Terraform's registry
 * where CHECK_INFRA_WITHOUT names it.
 */
import { CHECKS } from './checks.ts'
import type { Outcome } from './outcome.ts'
import { hasSchemas } from './schemas.ts'
import { TOOLS, type ToolName, toolPath } from './tools.ts'

const HOW_TO_GET = `npx node infra/check/install.ts (needs Go 1.26 and Python's venv; terraform comes from ${sourceOf('terraform')})`

type Line = { readonly title: string; readonly outcome: Outcome; readonly seconds: number }

const lines: Line[] = []
for (const { title, needs, run } of CHECKS) {
  const missing = needs.filter(isMissing)
  const started = performance.now()
  const outcome: Outcome =
    missing.length > 0 ? { state: 'not-run', why: `needs ${missing.join(', ')}` } : await run()
  const line = { title, outcome, seconds: (performance.now() - started) / 1000 }
  lines.push(line)
  console.log(told(line))
}

const count = (state: Outcome['state']) => lines.filter(({ outcome }) => outcome.state === state).length
const failed = count('failed')
const notRun = count('not-run')
const withoutNetwork = count('no-network')
console.log(`\n${count('passed')} passed, ${failed} failed, ${notRun + withoutNetwork} not run`)
if (notRun > 0) console.log(`To get what is missing: ${HOW_TO_GET}`)
if (withoutNetwork > 0)
  console.log(
    `npx node infra/check/install.ts --providers builds some of its providers, and a mirror named by TF_CLI_CONFIG_FILE does, too.`,
  )
const mayLack = process.env.CHECK_INFRA_WITHOUT === 'registry.terraform.io'
const isWhole = notRun === 0 && (withoutNetwork === 0 || mayLack)
if (failed > 0 || (process.env.CI && !isWhole)) process.exitCode = 1

function told({ title, outcome, seconds }: Line): string {
  switch (outcome.state) {
    case 'passed':
      return `passed   ${title}: ${outcome.what} (${seconds.toFixed(1)} s)`
    case 'failed':
      return `FAILED   ${title}\n${outcome.why.trimEnd().replaceAll(/^/gm, '           ')}`
    case 'not-run':
    case 'no-network':
      return `not run  ${title}: ${outcome.why}`
  }
}

function isMissing(need: ToolName | 'schemas'): boolean {
  return need === 'schemas' ? !hasSchemas() : toolPath(need) === undefined
}

function sourceOf(name: ToolName): string {
  return TOOLS.find((tool) => tool.name === name)?.source ?? ''
}
