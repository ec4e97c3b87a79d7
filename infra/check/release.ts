/**
 * `node infra/check/release.ts prod`: whether every region's app of an environment renders as git is now. Quick: what a pipeline
 * asks between a release's commit and its push.
 */
import { join } from 'node:path'
import { type Environment, INFRA_DIR, matrix } from './matrix.ts'
import { runTool } from './run-tool.ts'

const [environment = ''] = process.argv.slice(2)
if (!isEnvironment(environment)) {
  console.error(`environment: expected staging or prod, found "${environment}"`)
  process.exit(2)
}

const apps = matrix().filter((each) => each.chart === 'region-app' && each.environment === environment)
const chart = join(INFRA_DIR, 'charts/region-app')
for (const { region, release, namespace, valueFiles } of apps) {
  const values = valueFiles.flatMap((file) => ['--values', file])
  for (const args of [
    ['lint', '--strict', '--quiet', chart, ...values],
    ['template', release, chart, '--namespace', namespace, ...values],
  ]) {
    const ran = await runTool('helm', args)
    if (ran.ok) continue
    console.error(`${environment} ${region}: helm ${args[0]}: ${ran.all}`)
    process.exit(1)
  }
}
console.log(`${environment}: ${apps.map(({ region }) => region).join(', ')} render`)

function isEnvironment(word: string): word is Environment {
  return word === 'staging' || word === 'prod'
}
