/** A request's body: kept for a second try where it is known to be small, streamed where it is not. */

export type RequestBody = {
  /**
   * What to send now. A body that isn't repeatable can be taken once.
   * @param onProgress called whenever a part of a streamed body has been passed on.
   * @param onBroken called when the client has broken off: the region must not take what it has for the whole.
   */
  readonly take: (onProgress: () => void, onBroken: () => void) => ReadableStream | ArrayBuffer | null
  readonly isRepeatable: boolean
  /** Whether it is the client that is waited for: its next part has not come, or never will. */
  readonly awaitsClient: () => boolean
}

export type KeptBody =
  | { readonly ok: true; readonly body: RequestBody }
  /** The client did not send the whole body in time, or broke off. */
  | { readonly ok: false }

/**
 * @param capBytes bodies whose `Content-Length` is up to this are kept.
 * @param timeoutMs how long a body that is kept may take to arrive.
 */
export async function keepBody(request: Request, capBytes: number, timeoutMs: number): Promise<KeptBody> {
  const { body } = request
  if (!body) return { ok: true, body: NO_BODY }
  const length = contentLength(request.headers)
  if (length === undefined || length > capBytes) return { ok: true, body: streamed(body, length) }
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), timeoutMs)
  try {
    const late = new Promise<never>((_, reject) => timeout.signal.addEventListener('abort', reject))
    return { ok: true, body: repeatable(await Promise.race([request.arrayBuffer(), late])) }
  } catch {
    return { ok: false }
  } finally {
    clearTimeout(timer)
  }
}

export const NO_BODY: RequestBody = repeatable(null)

function repeatable(bytes: ArrayBuffer | null): RequestBody {
  return { take: () => bytes, isRepeatable: true, awaitsClient: () => false }
}

/** Passes the body on through one buffer, so that an upload of any size takes the same memory. */
function streamed(body: ReadableStream<Uint8Array>, length: number | undefined): RequestBody {
  let awaitsClient = false

  async function pump(
    writable: WritableStream<Uint8Array>,
    onProgress: () => void,
    onBroken: () => void,
  ): Promise<void> {
    const reader = body.getReader({ mode: 'byob' })
    const writer = writable.getWriter()
    let buffer = new Uint8Array(FIRST_CHUNK_BYTES)
    try {
      for (;;) {
        awaitsClient = true
        const { done, value } = await reader.read(buffer)
        awaitsClient = false
        if (done) return await writer.close()
        onProgress()
        // Resolves when the region has taken it: then the buffer is free again.
        await writer.write(value)
        // Who fills the first one is no slow client.
        const isOutgrown = value.byteLength === FIRST_CHUNK_BYTES && value.buffer.byteLength < CHUNK_BYTES
        buffer = isOutgrown ? new Uint8Array(CHUNK_BYTES) : new Uint8Array(value.buffer)
      }
    } catch (error) {
      // An aborted stream would end a chunked body as if it were whole: it is the request that has to be broken off.
      if (awaitsClient) onBroken()
      else await writer.abort(error).catch(() => {})
      await reader.cancel(error).catch(() => {})
    }
  }

  const take = (onProgress: () => void, onBroken: () => void) => {
    // A declared length stays one: the region isn't sent chunks.
    const { readable, writable } =
      length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length)
    void pump(writable, onProgress, onBroken)
    return readable
  }
  return { take, isRepeatable: false, awaitsClient: () => awaitsClient }
}

/** All that a slow client takes of the isolate's memory. */
const FIRST_CHUNK_BYTES = 65_536
/** Each part costs a turn of JavaScript: what a quarter of it takes is in docs/decisions/0014-crossings.md. */
const CHUNK_BYTES = 262_144

function contentLength(headers: Headers): number | undefined {
  const value = headers.get('content-length')
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
}
