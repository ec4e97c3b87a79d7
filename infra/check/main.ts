/**
 * `npm run check:infra`: runs every check of this folder that the machine has the tools for, and says which it has not
 * run and how to get them. With CI set a check that can't run is a failure.
 */
import { CHECKS } from './checks.ts'
import type { Outcome } from './outcome.ts'
import { hasSchemas } from './schemas.ts'
import { TOOLS, type ToolName, toolPath } from './tools.ts'

const HOW_TO_GET = `node infra/check/install.ts (needs Go 1.26 and Python's venv; terraform comes from ${sourceOf('terraform')})`

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
console.log(`\n${count('passed')} passed, ${failed} failed, ${notRun + count('no-network')} not run`)
if (notRun > 0) console.log(`To get what is missing: ${HOW_TO_GET}`)
if (failed > 0 || (notRun > 0 && process.env.CI)) process.exitCode = 1

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
