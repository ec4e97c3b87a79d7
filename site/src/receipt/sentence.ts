/** A receipt in plain words. Pure. */
import { formatMs } from './format.ts'
import { primaryOf } from './primary.ts'
import { metricOf, type Receipt } from './receipt.ts'
import { segmentsOf, totalMs } from './segments.ts'

/**
 * @returns what happened, then what physics asks for, then what the next-best region would have cost.
 * @param nameOf turns a region's id into its name.
 * @param primary the id of the primary's region.
 */
export function sentenceOf(receipt: Receipt, nameOf: (id: string) => string, primary: string): string {
  const segments = segmentsOf(receipt.metrics, nameOf)
  const tookMs = segments.length > 0 ? totalMs(segments) : receipt.browserMs
  const floor = metricOf(receipt.metrics, 'floor')
  const alt = metricOf(receipt.metrics, 'alt')
  const physics = floor ? `; light alone needs ${inWords(floor.durMs)}` : ''
  const instead = alt?.desc ? ` ${nameOf(alt.desc)} would have cost ${formatMs(alt.durMs)}.` : ''
  return `${happened(receipt, nameOf, primary)} in ${formatMs(tookMs)}${physics}.${instead}`
}

function happened(receipt: Receipt, nameOf: (id: string) => string, primary: string): string {
  if (receipt.region === undefined) return 'The edge answered'
  const who = nameOf(receipt.region)
  const detour = metricOf(receipt.metrics, 'edge')?.desc ?? ''
  const first = detour.includes('failed') ? 'The nearest region failed; ' : ''
  if (receipt.status >= 400) return `${first}${who} answered with ${receipt.status}`
  if (detour.includes('replay')) {
    if (receipt.action !== 'read') return `${first}${who} took the replay and ran it beside the primary`
    return `${first}${who} took the replay and ${didWhat(receipt, nameOf(primary))}`
  }
  return `${first}${who} ${didWhat(receipt, nameOf(primaryOf(receipt, primary)))}`
}

function didWhat({ action, data, metrics }: Receipt, primary: string): string {
  const isWrite = action !== 'read'
  if (metricOf(metrics, 'wan')) {
    return isWrite ? `committed on the primary in ${primary}` : `read from the primary in ${primary}`
  }
  const wait = metricOf(metrics, 'wait')
  switch (data) {
    case 'local':
      return 'answered from its own replica'
    case 'waited':
      return `waited${wait ? ` ${inWords(wait.durMs)}` : ''} for what you had seen, then answered from its own replica`
    case 'primary':
      return isWrite ? 'committed on its own primary' : 'answered from its own primary'
    case undefined:
      return 'answered'
  }
}

function inWords(milliseconds: number): string {
  return formatMs(milliseconds).replace('<', 'under ')
}
