/** `npm run test:faults`: wiring only. */
import { randomInt } from 'node:crypto'
import { Command } from 'commander'
import { countRun } from './counts.ts'
import { type FaultsFlags, MAX_SEED, parseFaultsFlags } from './options.ts'
import { openProgress } from './progress.ts'
import { formatCounts, formatViolations } from './report.ts'
import { runFaults } from './run.ts'
import { bootOwnPlanet, targetOf } from './target.ts'

/** A region with two, between which reads change. */
const REPLICAS = { bom: 2 } as const

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort())

const program = new Command('test:faults')
  .description('Sessions hop between cities while faults come and go; then every promise is checked.')
  .option('--minutes <n>', 'how long', '10')
  .option('--sessions <n>', 'how many at the same time', '50')
  .option('--seed <n>', 'of the faults and of what sessions do (default: any)')
  .allowExcessArguments(false)
  .addHelpText('after', '\nExit codes: 0 every promise was kept · 1 not so, stopped, or wrong use')
  .showHelpAfterError('(npm run test:faults -- --help shows what there is)')
  .action(async (flags: FaultsFlags) => {
    const parsed = parseFaultsFlags(flags)
    if (!parsed.ok) return program.error(parsed.errors.join('\n'))
    const { seed = randomInt(MAX_SEED), ...options } = parsed.options
    console.log(`--seed ${seed}`)
    const { signal } = stopping
    const { planet, close } = await bootOwnPlanet({ onNotice: console.error, signal, replicas: REPLICAS })
    const progress = openProgress(process.stderr)
    try {
      const { onEntry } = progress
      const target = targetOf(planet)
      const result = await runFaults({ target, seed, ...options, replicas: REPLICAS, onEntry, signal })
      console.log(formatCounts(countRun(result.history)))
      console.log(formatViolations(result.violations, result.file))
      if (result.violations.length > 0 || signal.aborted) process.exitCode = 1
    } finally {
      progress.close()
      await close()
    }
  })

await program.parseAsync()
