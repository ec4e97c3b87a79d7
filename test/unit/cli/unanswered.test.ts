import { expect, it } from 'vitest'
import { whyUnanswered } from '../../../cli/unanswered.ts'
import { freePorts } from '../../../planet/ports.ts'

it('O38 a request that came to nothing says why: the system’s word, or how long was waited, and no number of an exception', async () => {
  const signal = AbortSignal.timeout(1)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  expect(whyUnanswered(signal.reason, 15_000)).toBe('nothing within 15 s')
  const [port] = await freePorts(1)
  const refused = await fetch(`http://127.0.0.1:${port}`).catch((error: unknown) => error)
  expect(whyUnanswered(refused, 15_000)).toBe('ECONNREFUSED')
  expect(whyUnanswered(new TypeError('fetch failed'), 15_000)).toBe('fetch failed')
  const both = new AggregateError([Object.assign(new Error(), { code: 'EHOSTUNREACH' })])
  expect(whyUnanswered(new TypeError('fetch failed', { cause: both }), 15_000)).toBe('EHOSTUNREACH')
  expect(whyUnanswered(new RangeError(), 15_000)).toBe('RangeError')
})
