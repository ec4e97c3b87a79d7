/** Just enough of HTTP/1.1 to tell where an answer ends (RFC 9112, section 6). Pure. */

/** @returns the bytes of the first whole answer, or undefined while it isn't whole. */
export function answerLength(received: Buffer): number | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const head = received.toString('latin1', 0, headEnd)
  const start = headEnd + 4
  const declared = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1]
  if (declared !== undefined) {
    const end = start + Number(declared)
    return received.length >= end ? end : undefined
  }
  if (!/\r\ntransfer-encoding:[ \t]*chunked/i.test(head)) throw new Error('an answer without a length')
  return chunkedEnd(received, start)
}

export function isOk(received: Buffer): boolean {
  return received.toString('latin1', 0, 10) === 'HTTP/1.1 2'
}

function chunkedEnd(received: Buffer, start: number): number | undefined {
  let at = start
  for (;;) {
    const lineEnd = received.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(received.toString('latin1', at, lineEnd), 16)
    const end = lineEnd + 2 + size + 2
    if (received.length < end) return undefined
    if (size === 0) return end
    at = end
  }
}
