/** Boots the planet in the foreground of a terminal, shows it, and stops it on Ctrl-C. */
import { resolve } from 'node:path'
import pc from 'picocolors'
import type { StartOptions } from './arguments.ts'
import { bootPlanet, type Planet } from './boot.ts'
import { PRIMARY_REGION } from './builds.ts'
import { measureCities } from './measure.ts'
import { PlanetError } from './planet-error.ts'
import { killAll } from './processes.ts'
import { cityTable, nextSteps, regionTable } from './report.ts'
import { onStopSignal } from './signals.ts'
import { type StepLines, seconds, stepLines } from './step-lines.ts'
import { stepRunner } from './steps.ts'

export async function start({ port, state, fresh, twoReplicas }: StartOptions): Promise<void> {
  // Whoever read the output may be gone; the planet goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const stateDir = resolve(state)
  const interrupted = new AbortController()
  const { signal } = interrupted
  const lines = stepLines((text) => process.stdout.write(text), process.stdout.columns)
  let planet: Planet | undefined

  /** A boot that is interrupted stops what it has started by itself. */
  async function end(exitCode: number): Promise<never> {
    try {
      await planet?.stop()
      if (exitCode === 0) console.log('Stopped.')
    } catch (error) {
      console.error(pc.red(describe(error)))
      killAll(stateDir)
      process.exit(1)
    }
    process.exit(exitCode)
  }
  function killLater(): void {
    setTimeout(() => {
      console.error(pc.red(`Not stopped within ${STOP_TIMEOUT_MS / 1000} s: killed.`))
      killAll(stateDir)
      process.exit(1)
    }, STOP_TIMEOUT_MS).unref()
  }
  async function fail(error: unknown): Promise<never> {
    console.error(pc.red(describe(error)))
    interrupted.abort()
    killLater()
    return end(1)
  }
  onStopSignal((count) => {
    if (count > 1) {
      killAll(stateDir)
      process.exit(130)
    }
    lines.notice('Stopping. Ctrl-C again kills.')
    interrupted.abort()
    killLater()
    if (planet) void end(0)
  })
  process.on('uncaughtException', (error) => void fail(error))

  try {
    planet = await bootPlanet({
      ...{ port, fresh, stateDir, signal, onStep: lines.step, onNotice: lines.notice },
      replicas: twoReplicas === undefined ? {} : { [twoReplicas]: 2 },
    })
    if (!signal.aborted) await show(planet, lines, signal)
  } catch (error) {
    if (!signal.aborted) await fail(error)
  }
  if (signal.aborted) await end(0)
}

/** An app drains for at most 12 s. */
const STOP_TIMEOUT_MS = 20_000

async function show(planet: Planet, { step: onStep, notice }: StepLines, signal: AbortSignal): Promise<void> {
  // From the start of the process: what a person waits.
  console.log(`\n${pc.green(pc.bold('Ready'))} after ${seconds(performance.now())}: ${pc.cyan(planet.url)}\n`)
  const status = await planet.status()
  console.log(regionTable(status))
  if (status.primary !== PRIMARY_REGION)
    notice(`Since a failover the primary is in ${status.primary}; --fresh goes back to ${PRIMARY_REGION}.`)
  try {
    console.log('Now a few requests from each city, to see what distance costs: some seconds.')
    const reports = await stepRunner(onStep, signal)('Cities measured', () => measureCities(planet.url))
    if (signal.aborted) return
    console.log(cityTable(status, reports))
  } catch (error) {
    if (signal.aborted) return
    notice(`The first report could not be made: ${describe(error)}`)
  }
  console.log(`\n${nextSteps(status, planet.operatorToken)}`)
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error instanceof PlanetError ? error.message : (error.stack ?? error.message)
}
