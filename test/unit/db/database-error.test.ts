import { expect, it } from 'vitest'
import { databaseTrouble } from '../../../db/database-error.ts'

function failed(code: string): Error {
  return new Error('Failed query', { cause: Object.assign(new Error('driver'), { code }) })
}

it.each([
  ['25006', 'read-only'],
  ['40001', 'conflict'],
  ['40P01', 'conflict'],
  ['57P01', 'unavailable'],
  ['57P03', 'unavailable'],
  ['57014', 'unavailable'],
  ['53300', 'unavailable'],
  ['08006', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['CONNECT_TIMEOUT', 'unavailable'],
  ['CONNECTION_CLOSED', 'unavailable'],
  ['42P01', undefined],
  ['23505', undefined],
  ['ERR_INVALID_ARG_TYPE', undefined],
])('D13 a query that fails with %s means %s', (code, trouble) => {
  expect(databaseTrouble(failed(code))).toBe(trouble)
})

it('D13 the reason is found where a connection was tried at several addresses', () => {
  const tried = new AggregateError([Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })])
  expect(databaseTrouble(new Error('Failed query', { cause: tried }))).toBe('unavailable')
  expect(databaseTrouble(new Error('anything'))).toBeUndefined()
  expect(databaseTrouble('no error')).toBeUndefined()
})
