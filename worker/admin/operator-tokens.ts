/** The secret `OPERATOR_TOKENS` -> who may operate. */
import { createHash, timingSafeEqual } from 'node:crypto'

export type OperatorTokens = {
  /**
   * Does the same work whatever the header says.
   * @param authorization the header, as it came.
   * @returns the operator's name, or undefined.
   */
  nameOf(authorization: string | null): string | undefined
}

export type TokensResult =
  | { readonly ok: true; readonly tokens: OperatorTokens }
  | { readonly ok: false; readonly error: string }

/** @param text `name:token[,name:token]`; one name may have several, so that they can be changed one after the other. */
export function parseOperatorTokens(text: string | undefined): TokensResult {
  const entries = (text ?? '').split(',').filter((entry) => entry.trim() !== '')
  const operators: Operator[] = []
  for (const [index, entry] of entries.entries()) {
    const [, name, token] = FORM.exec(entry.trim()) ?? []
    if (name === undefined || token === undefined) {
      // The secret itself is not told.
      const error = `entry ${index + 1} of ${entries.length}: expected name:token, the token at least 32 of the characters A-Z a-z 0-9 - . _ ~ + / =, found something else`
      return { ok: false, error }
    }
    operators.push({ name, digest: digestOf(token) })
  }
  return { ok: true, tokens: { nameOf: (authorization) => nameOf(operators, authorization) } }
}

type Operator = { readonly name: string; readonly digest: Buffer }

const FORM = /^([\w.@-]{1,64}):([\w.~+/=-]{32,512})$/
const NOBODY: Operator = { name: '', digest: createHash('sha256').digest() }

function nameOf(operators: readonly Operator[], authorization: string | null): string | undefined {
  const [, token = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  const digest = digestOf(token)
  let found: string | undefined
  // All of them, also after one that fits; and one where there is none.
  for (const operator of operators.length > 0 ? operators : [NOBODY]) {
    if (timingSafeEqual(operator.digest, digest)) found = operator.name
  }
  return found || undefined
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
