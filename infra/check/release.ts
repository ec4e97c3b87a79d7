/**
 * `node infra/check/release.ts prod`: whether every region's app of an environment renders as git is now. Quick: what a pipeline
 * asks between a release's commit and its push.
 */
import { join } from 'node:path'
import { type Environment, INFRA_DIR, matrix, type Rendering } from './matrix.ts'
import { runTool } from './run-tool.ts'

const [environment = ''] = process.argv.slice(2)
if (!isEnvironment(environment)) {
  console.error(`environment: expected staging or prod, found "${environment}"`)
  process.exit(2)
}

const apps = matrix().filter((each) => each.chart === 'region-app' && each.environment === environment)
const wrong = (await Promise.all(apps.map(wrongWith))).flat()
for (const line of wrong) console.error(line)
if (wrong.length > 0) process.exit(1)
console.log(`${environment}: ${apps.map(({ region }) => region).join(', ')} render`)

/** `helm lint` alone lets pass what a template refuses by itself. */
async function wrongWith({ region, release, namespace, valueFiles }: Rendering): Promise<readonly string[]> {
  const chart = join(INFRA_DIR, 'charts/region-app')
  const values = valueFiles.flatMap((file) => ['--values', file])
  const ran = await Promise.all([
    runTool('helm', ['lint', '--strict', '--quiet', chart, ...values]),
    runTool('helm', ['template', release, chart, '--namespace', namespace, ...values]),
  ])
  return ran.filter(({ ok }) => !ok).map(({ all }) => `${environment} ${region}: ${all.trim()}`)
}

function isEnvironment(word: string): word is Environment {
  return word === 'staging' || word === 'prod'
}
