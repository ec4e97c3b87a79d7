import { expect, it } from 'vitest'
import { type Answer, judgeFlight } from '../../../db/flight-outcome.ts'

const BEGIN: Answer = { kind: 'done', tag: 'BEGIN' }
const INSERT: Answer = { kind: 'done', tag: 'INSERT' }
const COMMIT: Answer = { kind: 'done', tag: 'COMMIT' }
const ROLLBACK: Answer = { kind: 'done', tag: 'ROLLBACK' }
const LOST: Answer = { kind: 'lost', message: 'Connection terminated unexpectedly' }
const ABORTED = error('25P02')

function error(sqlstate: string, severity = 'ERROR', constraint?: string): Answer {
  return {
    kind: 'error',
    sqlstate,
    severity,
    message: `message of ${sqlstate}`,
    ...(constraint ? { constraint } : {}),
  }
}

it('D5 only the command tag COMMIT is a success', () => {
  expect(judgeFlight([BEGIN, INSERT], COMMIT)).toEqual({ committed: true })
  for (const tag of ['ROLLBACK', '', 'commit', 'SELECT']) {
    expect(judgeFlight([BEGIN, INSERT], { kind: 'done', tag })).toEqual({
      committed: false,
      failure: { kind: 'rolled-back', tag },
    })
  }
})

it.each<[string, Answer[], Answer, object]>([
  [
    'the first failed statement is the cause, not those that it aborted',
    [BEGIN, INSERT, error('23514', 'ERROR', 'products_stock_suffices'), ABORTED],
    ROLLBACK,
    { kind: 'rejected', statement: 1, sqlstate: '23514', constraint: 'products_stock_suffices' },
  ],
  [
    'a failed statement is known to have written nothing, even where the rest of the answer is lost',
    [BEGIN, error('23503'), LOST],
    LOST,
    { kind: 'rejected', statement: 0, sqlstate: '23503' },
  ],
  [
    'a commit that fails wrote nothing',
    [BEGIN, INSERT],
    error('23505'),
    { kind: 'rejected', statement: 'commit' },
  ],
  ['a commit without an answer is unknown', [BEGIN, INSERT], LOST, { kind: 'unknown' }],
  [
    'a session that ends at the commit is unknown',
    [BEGIN, INSERT],
    error('57P01', 'FATAL'),
    { kind: 'unknown' },
  ],
  ['no answer at all is unknown', [LOST, LOST], LOST, { kind: 'unknown' }],
  [
    'a session that ends before the commit wrote nothing',
    [error('57P01', 'FATAL'), LOST],
    LOST,
    { kind: 'unavailable' },
  ],
  ['a replica is no primary', [BEGIN, error('25006'), ABORTED], ROLLBACK, { kind: 'unavailable' }],
])('D6 of a flight, %s', (_, body, commit, failure) => {
  expect(judgeFlight(body, commit)).toMatchObject({ committed: false, failure })
})

it('D7 a statement that ends the transaction itself is an error of the program', () => {
  expect(() => judgeFlight([BEGIN, ROLLBACK, INSERT], COMMIT)).toThrow(/may not end its transaction/)
  expect(() => judgeFlight([BEGIN, COMMIT], COMMIT)).toThrow(/may not end its transaction/)
})
