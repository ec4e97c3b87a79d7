/** A planet's status for a terminal. Pure. */
import pc from 'picocolors'
import { newTable } from '../planet/report.ts'
import type { LinkStatus, PartStatus, PlanetStatus, RegionStatus } from '../planet/status.ts'

export function statusText(status: PlanetStatus): string {
  const { url, pid, stateDir, version, faults, crashes } = status
  const broken = status.links.filter(({ fault }) => fault !== undefined)
  return [
    `Planet ${version} at ${pc.cyan(url)} (pid ${pid}, state folder ${stateDir})`,
    regionTable(status.regions),
    ...(faults.length === 0 ? ['No faults are in force.'] : ['Faults in force:', ...faults.map(faultLine)]),
    ...(broken.length === 0 ? [] : ['Links that are not well:', ...broken.map(linkLine)]),
    ...crashes.map(({ at, what }) => `${pc.red('!')} ${at} ${what}`),
  ].join('\n')
}

function regionTable(regions: readonly RegionStatus[]): string {
  const table = newTable([
    'region',
    'app',
    'app port',
    'database',
    'db port',
    'role',
    'timeline',
    'LSN',
    'behind',
  ])
  for (const { id, app, database } of regions) {
    table.push([
      pc.bold(id),
      partText(app, app.ready ? 'ready' : 'not ready'),
      app.port,
      partText(database, database.role ? 'running' : 'does not answer'),
      database.port,
      [database.role ?? '–', ...(database.replayPaused ? ['(replay paused)'] : [])].join(' '),
      database.timeline ?? '–',
      database.lsn ?? '–',
      lagText(database),
    ])
  }
  return table.toString()
}

function partText({ state }: PartStatus, whenRunning: string): string {
  const text = state === 'running' ? whenRunning : state
  return text === 'ready' || text === 'running' ? pc.green(text) : pc.red(text)
}

function lagText({ role, streaming, lagBytes, lagMs }: RegionStatus['database']): string {
  if (role !== 'replica') return '–'
  const lag = `${lagBytes} B, ${lagMs === null ? 'age unknown' : `${lagMs} ms`}`
  return streaming ? lag : pc.red(`${lag}, does not stream`)
}

function faultLine(fault: PlanetStatus['faults'][number]): string {
  const details = Object.entries(fault).filter(([name, value]) => name !== 'fault' && value !== undefined)
  return `  ${pc.yellow(fault.fault)} ${details.map(([name, value]) => `${name}=${value}`).join(' ')}`
}

function linkLine({ kind, from, to, rttMs, fault }: LinkStatus): string {
  const extra = fault?.kind === 'slow' ? ` by ${fault.extraMs} ms` : ''
  return `  ${kind} ${from} → ${to} (${rttMs} ms): ${pc.yellow(`${fault?.kind}${extra}`)}`
}
