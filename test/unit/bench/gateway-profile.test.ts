import { expect, it } from 'vitest'
import { callTree } from '../../../bench/gateway/profile/call-tree.ts'
import type { CpuProfile } from '../../../bench/gateway/profile/cpu-profile.ts'
import { drawFlame } from '../../../bench/gateway/profile/flame.ts'
import { functionTimes, outsideShare } from '../../../bench/gateway/profile/functions.ts'
import { placeOf } from '../../../bench/gateway/profile/place.ts'
import { formatFunctions } from '../../../bench/gateway/profile/table.ts'

const node = (id: number, functionName: string, children: readonly number[] = [], lineNumber = -1) => ({
  ...{ id, children },
  callFrame: { functionName, lineNumber, url: lineNumber < 0 ? '' : 'index.js', columnNumber: 0 },
})

/** `handle` twice, once within itself; `set` of the platform under each; 10 ms apiece, and 60 ms of nothing. */
const PROFILE: CpuProfile = {
  nodes: [
    node(1, '(root)', [2, 3, 6]),
    node(2, '(idle)'),
    node(3, 'handle', [4, 5], 0),
    node(4, 'set <x>'),
    node(5, 'handle', [], 0),
    node(6, 'handle', [7], 0),
    node(7, 'set <x>'),
  ],
  ...{ startTime: 0, endTime: 100_000 },
  samples: [3, 4, 5, 6, 7, 2],
  timeDeltas: [10_000, 10_000, 10_000, 5_000, 5_000, 60_000],
}

/** index.js 1:1 is worker/app.ts 1:1. */
const SOURCE_MAP = JSON.stringify({
  ...{ version: 3, sources: ['../../../../worker/app.ts'], names: [], mappings: 'AAAA' },
})

it('B122 a profile tells what each function takes by itself and with all it calls, recursion counted once', () => {
  expect(functionTimes(PROFILE, placeOf(SOURCE_MAP))).toEqual([
    { name: 'handle', place: 'worker/app.ts:1', self: 0.625, whole: 1 },
    { name: 'set <x>', place: 'workerd', self: 0.375, whole: 0.375 },
  ])
  expect(outsideShare(PROFILE)).toBeCloseTo(0.6)
})

it('B123 the flame graph shows each call as wide as its time, with nothing of a name as markup', () => {
  const svg = drawFlame(callTree(PROFILE, placeOf(SOURCE_MAP)), 'A read')
  const widths = [...svg.matchAll(/<rect class="(\w+)" [^>]* width="([\d.]+)" height="18"/g)]
  expect(widths.map(([, tone, width]) => [tone, Math.round(Number(width))])).toEqual([
    ['worker', 1176],
    ['platform', 441],
    ['worker', 294],
  ])
  expect(svg).toContain('set &lt;x&gt;, workerd: 37.5 %, 37.5 % by itself.')
  expect(svg).not.toContain('<x>')
  expect(drawFlame(callTree(PROFILE, placeOf(SOURCE_MAP)), 'A read')).toBe(svg)
})

it('B124 the table of a profile has a dash for what another kind of request never calls', () => {
  const functions = functionTimes(PROFILE, placeOf(SOURCE_MAP))
  const table = formatFunctions(
    new Map([
      ['small read', { functions, outside: 0.6 }],
      ['write', { functions: functions.slice(0, 1), outside: 0.1 }],
    ]),
  )
  expect(table).toMatch(/set <x>.*workerd.*37\.5 %.*–/)
  expect(table).toMatch(/outside.*60\.0 %.*10\.0 %/)
})
