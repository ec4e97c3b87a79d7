/** What a schema says -> what people are told: the field, what was expected and what was found. Pure. */
import * as v from 'valibot'

export type FieldError = { readonly field: string; readonly message: string }

export function fieldErrors(issues: readonly v.BaseIssue<unknown>[], whole = 'body'): readonly FieldError[] {
  return issues.map((issue) => ({ field: v.getDotPath(issue) ?? whole, message: messageOf(issue) }))
}

/** Messages of our own begin with a small letter; they say what was expected. */
function messageOf({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'expected no such key'
  if (message.startsWith('Invalid key:')) return 'expected a value, found none'
  const wanted = message.startsWith('Invalid ') ? `expected ${expected}` : message
  const found = received.length > MOST_CHARACTERS ? `${received.slice(0, MOST_CHARACTERS)}…` : received
  return `${wanted}, found ${found}`
}

const MOST_CHARACTERS = 80
