/** Where a function of a bundle comes from. Pure. */
import { SourceMap } from 'node:module'
import type { CallFrame } from './cpu-profile.ts'

/** Functions that are no JavaScript: the platform's own, in C++. */
export const PLATFORM = 'workerd'

/**
 * @param sourceMap of the bundle, as JSON.
 * @returns a function that gives `worker/app.ts:49` for one of the project, `node:buffer` for one of Node's that workerd
 * brings along, {@link PLATFORM} for the rest.
 */
export function placeOf(sourceMap: string): (frame: CallFrame) => string {
  const map = new SourceMap(JSON.parse(sourceMap))
  return ({ url, lineNumber, columnNumber }) => {
    if (url === '') return PLATFORM
    const internal = /^node-internal:internal_(\w+)/.exec(url)?.[1]
    if (internal !== undefined) return `node:${internal}`
    const entry = map.findEntry(lineNumber, columnNumber)
    if (!('originalSource' in entry)) return url
    return `${entry.originalSource.replace(/^(\.\.\/)+/, '')}:${entry.originalLine + 1}`
  }
}
