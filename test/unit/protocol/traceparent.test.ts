import { expect, it } from 'vitest'
import { parseTraceparent } from '../../../protocol/traceparent.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

it.each([
  [`00-${TRACE}-${SPAN}-01`, '01'],
  [`00-${TRACE}-${SPAN}-00`, '00'],
  [`00-${TRACE}-${SPAN}-03`, '03'],
  [`00-${TRACE}-${SPAN}-ff`, '03'],
  [`01-${TRACE}-${SPAN}-01`, '01'],
  [`fe-${TRACE}-${SPAN}-01-more-to-come`, '01'],
])('P18 the traceparent %s tells its trace and the flags that are known', (value, flags) => {
  expect(parseTraceparent(value)).toEqual({ traceId: TRACE, spanId: SPAN, flags })
})

it.each([
  null,
  '',
  TRACE,
  `ff-${TRACE}-${SPAN}-01`,
  `0-${TRACE}-${SPAN}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE}-${SPAN}-1`,
  `00-${TRACE}-${SPAN}-01-more`,
  `01-${TRACE}-${SPAN}-01more`,
  ` 00-${TRACE}-${SPAN}-01`,
])('P18 the traceparent %s is none', (value) => {
  expect(parseTraceparent(value)).toBeUndefined()
})
