/** The database servers of a planet by name: one in every region, and a second replica where one is asked for. Pure. */
import { REGION_IDS } from './cities.ts'

export type ServerNumber = 1 | 2

export type ServerName = {
  /** `bom`, or `bom_2` for the second: also the name of its slot and its folder. */
  readonly id: string
  readonly region: string
  readonly number: ServerNumber
}

/** How many servers stand in a region; one where it is not named. */
export type ServerCounts = Readonly<Record<string, ServerNumber>>

/** @returns the servers of all regions, the first ones before the second ones. */
export function listServers(counts: ServerCounts = {}): readonly ServerName[] {
  const second = REGION_IDS.filter((region) => counts[region] === 2)
  return [
    ...REGION_IDS.map((region) => serverName(region, 1)),
    ...second.map((region) => serverName(region, 2)),
  ]
}

/** @returns the id of a region's first or second server. */
export function serverId(region: string, number: ServerNumber = 1): string {
  return number === 1 ? region : `${region}_${number}`
}

function serverName(region: string, number: ServerNumber): ServerName {
  return { id: serverId(region, number), region, number }
}
