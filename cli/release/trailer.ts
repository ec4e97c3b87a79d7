/** What a commit has done to one region, as a trailer of its message: how a rollback finds what it undoes. Pure. */
import { REGION_ID } from '../../protocol/region-id.ts'
import { SLOTS, type Slot } from './release.ts'

export const TRAILER = 'Nearside-Release'

/** The name of an environment: a folder under `releases/`. */
export const ENVIRONMENT = /^[a-z][a-z0-9-]{0,30}$/

type In = { readonly environment: string; readonly region: string }
export type Entry = In &
  (
    | { readonly action: 'flip' | 'rollback'; readonly from: Slot; readonly to: Slot }
    | { readonly action: 'bump'; readonly slot: Slot; readonly tag: string }
    | { readonly action: 'retire'; readonly slot: Slot }
  )

/** @returns `flip prod bom blue->green`, `bump staging iad green 1.5.0`, `retire prod bom blue`. */
export function formatEntry(entry: Entry): string {
  const { action, environment, region } = entry
  const what =
    action === 'bump'
      ? `${entry.slot} ${entry.tag}`
      : action === 'retire'
        ? entry.slot
        : `${entry.from}->${entry.to}`
  return `${action} ${environment} ${region} ${what}`
}

/** @returns undefined for what is none: people write messages, too. */
export function parseEntry(text: string): Entry | undefined {
  const [action = '', environment = '', region = '', what = '', tag, ...rest] = text.trim().split(/\s+/)
  if (rest.length > 0 || !ENVIRONMENT.test(environment) || !REGION_ID.test(region)) return undefined
  const at = { environment, region }
  if (action === 'bump' && isSlot(what) && tag) return { ...at, action, slot: what, tag }
  if (tag !== undefined) return undefined
  if (action === 'retire' && isSlot(what)) return { ...at, action, slot: what }
  const [from = '', to = '', more] = what.split('->')
  if ((action === 'flip' || action === 'rollback') && isSlot(from) && isSlot(to) && more === undefined)
    return { ...at, action, from, to }
  return undefined
}

function isSlot(text: string): text is Slot {
  return (SLOTS as readonly string[]).includes(text)
}
