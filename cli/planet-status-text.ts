/** A planet's status for a terminal. Pure. */
import type { DatabaseStatus, LinkStatus, PartStatus, PlanetStatus, RegionStatus } from '../planet/status.ts'
import { newTable, pc } from './terminal.ts'

export function planetStatusText(status: PlanetStatus): string {
  const { url, pid, stateDir, version, faults, crashes } = status
  const broken = status.links.filter(({ fault }) => fault !== undefined)
  return [
    `Planet ${version} at ${pc.cyan(url)} (pid ${pid}, state folder ${stateDir}), the primary is in ${status.primary}`,
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
  for (const { id, app, database, secondDatabase } of regions) {
    const appCells = [pc.bold(id), partText(app, app.ready ? 'ready' : 'not ready'), app.port]
    table.push([...appCells, ...databaseCells(database)])
    if (secondDatabase) table.push(['', '', '', ...databaseCells(secondDatabase)])
  }
  return table.toString()
}

function databaseCells(database: DatabaseStatus): readonly (string | number)[] {
  return [
    partText(database, database.role ? 'running' : 'does not answer'),
    database.port,
    roleText(database),
    database.timeline ?? '–',
    database.lsn ?? '–',
    lagText(database),
  ]
}

/** What it is, and not what a former primary takes itself for. */
function roleText({ place, role, replayPaused }: DatabaseStatus): string {
  switch (place) {
    case 'former-primary':
      return pc.red('former primary')
    case 'left-behind':
      return pc.red('left behind')
    default:
      return [role ?? '–', ...(replayPaused ? ['(replay paused)'] : [])].join(' ')
  }
}

function partText({ state }: PartStatus, whenRunning: string): string {
  const text = state === 'running' ? whenRunning : state
  return text === 'ready' || text === 'running' ? pc.green(text) : pc.red(text)
}

function lagText({ role, streaming, lagBytes, lagMs }: DatabaseStatus): string {
  if (role !== 'replica') return '–'
  const lag = `${lagBytes} B, ${lagMs === null ? 'age unknown' : `${lagMs} ms`}`
  return streaming ? lag : pc.red(`${lag}, does not stream`)
}

function faultLine(fault: PlanetStatus['faults'][number]): string {
  const details = Object.entries(fault).filter(([name, value]) => name !== 'fault' && value !== undefined)
  return `  ${[pc.yellow(fault.fault), ...details.map(([name, value]) => `${name}=${value}`)].join(' ')}`
}

function linkLine({ kind, from, to, rttMs, fault }: LinkStatus): string {
  const extra = fault?.kind === 'slow' ? ` by ${fault.extraMs} ms` : ''
  return `  ${kind} ${from} → ${to} (${rttMs} ms): ${pc.yellow(`${fault?.kind}${extra}`)}`
}
