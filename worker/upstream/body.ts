/** A request's body: kept for a second try where it is known to be small, streamed where it is not. */

export type RequestBody = {
  /**
   * What to send now. A body that isn't repeatable can be taken once.
   * @param onProgress called whenever a part of a streamed body has been passed on.
   */
  readonly take: (onProgress: () => void) => ReadableStream | ArrayBuffer | null
  readonly isRepeatable: boolean
}

/** @param capBytes bodies whose `Content-Length` is up to this are kept. */
export async function keepBody(request: Request, capBytes: number): Promise<RequestBody> {
  const { body } = request
  if (!body) return { take: () => null, isRepeatable: true }
  const length = contentLength(request.headers)
  if (length === undefined || length > capBytes) {
    return { take: (onProgress) => streamed(body, length, onProgress), isRepeatable: false }
  }
  const bytes = await request.arrayBuffer()
  return { take: () => bytes, isRepeatable: true }
}

function streamed(body: ReadableStream, length: number | undefined, onProgress: () => void): ReadableStream {
  const watched = body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        onProgress()
        controller.enqueue(chunk)
      },
    }),
  )
  // A declared length stays one: the region isn't sent chunks.
  return length === undefined ? watched : watched.pipeThrough(new FixedLengthStream(length))
}

function contentLength(headers: Headers): number | undefined {
  const value = headers.get('content-length')
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
}
