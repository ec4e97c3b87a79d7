/** Just enough of HTTP/1.1 to tell where messages end on a connection (RFC 9112, section 6), each byte looked at once. */

export type Framer = {
  /** @returns the heads of the messages that are whole with this chunk, in their order. The chunk may be used again. */
  push(chunk: Buffer): readonly string[]
}

/** @param of whose messages: a request without a length has no body, an answer without one would have no end. */
export function createFramer(of: 'requests' | 'answers'): Framer {
  let head = ''
  /** What comes next, and how many bytes of it are still to come where that is known. */
  let next: 'head' | 'body' | 'chunk size' | 'chunk' | 'last chunk' = 'head'
  let remaining = 0
  /** The beginning of a head or of a chunk's size. */
  let begun: Buffer = NOTHING

  return {
    push(chunk) {
      const whole: string[] = []
      const bytes = begun.length === 0 ? chunk : Buffer.concat([begun, chunk])
      begun = NOTHING
      let at = 0
      while (at < bytes.length) {
        if (next === 'head' || next === 'chunk size') {
          const mark = next === 'head' ? HEAD_END : LINE_END
          const end = bytes.indexOf(mark, at)
          if (end === -1) {
            begun = Buffer.from(bytes.subarray(at))
            return whole
          }
          const text = bytes.toString('latin1', at, end)
          at = end + mark.length
          if (next === 'head') {
            head = text
            const length = bodyLength(head, of)
            next = length === 'chunked' ? 'chunk size' : length === 0 ? 'head' : 'body'
            if (length === 0) whole.push(head)
            else if (length !== 'chunked') remaining = length
          } else {
            const size = Number.parseInt(text, 16)
            next = size === 0 ? 'last chunk' : 'chunk'
            remaining = size + LINE_END.length
          }
        } else {
          const taken = Math.min(remaining, bytes.length - at)
          at += taken
          remaining -= taken
          if (remaining > 0) return whole
          if (next !== 'chunk') whole.push(head)
          next = next === 'chunk' ? 'chunk size' : 'head'
        }
      }
      return whole
    },
  }
}

/** @param head of an answer. */
export function isOk(head: string): boolean {
  return head.startsWith('HTTP/1.1 2')
}

const HEAD_END = '\r\n\r\n'
const LINE_END = '\r\n'
const NOTHING = Buffer.alloc(0)

function bodyLength(head: string, of: 'requests' | 'answers'): number | 'chunked' {
  const declared = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1]
  if (declared !== undefined) return Number(declared)
  if (/\r\ntransfer-encoding:[ \t]*chunked/i.test(head)) return 'chunked'
  if (of === 'requests') return 0
  throw new Error('an answer without a length')
}
