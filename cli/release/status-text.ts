/** What the environments release, for a terminal. Pure. */
import { newTable, pc } from '../terminal.ts'
import { utc } from '../units.ts'
import { findingText } from './finding.ts'
import { type Image, tagText } from './release.ts'
import type { EnvironmentStatus, RegionStatus } from './status.ts'

export function releasesText(environments: readonly EnvironmentStatus[]): string {
  return environments.map(environmentText).join('\n\n')
}

function environmentText({ environment, regions, active, unpushed }: EnvironmentStatus): string {
  const table = newTable(
    ['region', 'active', 'release', 'digest', 'replicas', 'idle', 'release', 'replicas', 'flip'],
    [8, 8, 13, 10, 10, 7, 13, 10, 11],
  )
  for (const region of regions) table.push(row(region))
  return [
    pc.bold(environment),
    table.toString(),
    ...regions.flatMap(lines),
    ...(active.length > 1
      ? [
          pc.yellow(
            `Regions differ: ${active.map((one) => `${tagText(one)} in ${one.regions.join(', ')}`).join('; ')}.`,
          ),
        ]
      : []),
    ...(unpushed && unpushed.length > 0
      ? [pc.yellow(`Not pushed, so not in force: ${unpushed.map((sha) => sha.slice(0, 8)).join(', ')}.`)]
      : []),
  ].join('\n')
}

function row({ region, active, idle, flip }: RegionStatus): string[] {
  if (!active || !idle) return [pc.bold(region), pc.red('not valid'), ...Array.from({ length: 7 }, () => '–')]
  return [
    pc.bold(region),
    active.slot,
    tagText(active),
    digestText(active),
    String(active.replicas),
    idle.slot,
    tagText(idle),
    String(idle.replicas),
    flipText(flip),
  ]
}

function flipText(flip: RegionStatus['flip']): string {
  if (flip.length === 0) return pc.green('possible')
  return pc.yellow(flip.every(({ forceable }) => forceable) ? 'goes back' : 'refused')
}

function lines({ region, idle, errors, flip, dirty, last }: RegionStatus): readonly string[] {
  const id = pc.bold(region)
  return [
    ...(last
      ? [`${id} last changed ${utc(last.atMs)} by ${last.by}: ${last.subject} (${last.sha.slice(0, 8)})`]
      : []),
    ...errors.map((finding) => `${id} ${pc.red('not valid:')} ${findingText(finding)}`),
    ...(dirty ? [`${id} ${pc.yellow('is not as it was committed')}`] : []),
    ...flip
      // That a slot is empty is to be seen in the table.
      .filter(({ forceable }) => !forceable && idle?.tag !== '')
      .map(({ key, expected, found }) => `${id} no flip: ${key}: expected ${expected}, found ${found}`),
  ]
}

/** The beginning tells two of them apart. */
function digestText({ digest }: Image): string {
  return digest.replace(/^sha256:/, '').slice(0, 8) || '–'
}
