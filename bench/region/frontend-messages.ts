/**
 * What a driver asks of a database, told from the bytes that it sends. Pure.
 * https://www.postgresql.org/docs/18/protocol-message-formats.html
 */

export type Asked = {
  /** Statements that were run, `begin` and `commit` among them: the messages Query and Execute. */
  readonly statements: number
  /** Statements that the server had to parse and plan first: Query and Parse. */
  readonly parsed: number
}

/** @returns takes one connection's bytes, in pieces of any size, and tells what each piece completes. */
export function createAskedReader(): (chunk: Buffer) => Asked {
  let rest: Buffer = Buffer.alloc(0)
  let isStarted = false
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let statements = 0
    let parsed = 0
    for (;;) {
      // Before a session starts its messages have no type.
      const typeLength = isStarted ? 1 : 0
      if (rest.length < (isStarted ? 5 : 8)) break
      const length = typeLength + rest.readInt32BE(typeLength)
      if (rest.length < length) break
      if (isStarted) {
        const type = String.fromCharCode(rest[0] ?? 0)
        if (type === 'Q' || type === 'E') statements += 1
        if (type === 'Q' || type === 'P') parsed += 1
      } else isStarted = rest.readInt16BE(4) === PROTOCOL_3
      rest = rest.subarray(length)
    }
    return { statements, parsed }
  }
}

/** The high half of the version in a start-up message; what asks for encryption or to cancel has another. */
const PROTOCOL_3 = 3
