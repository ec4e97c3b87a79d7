/** A request's body: kept for a second try where it is known to be small, streamed where it is not. */

export type RequestBody = {
  /** What to send now. A body that isn't repeatable can be taken once. */
  readonly take: () => ReadableStream | ArrayBuffer | null
  readonly isRepeatable: boolean
}

/** @param capBytes bodies whose `Content-Length` is up to this are kept. */
export async function keepBody(request: Request, capBytes: number): Promise<RequestBody> {
  const { body } = request
  if (!body) return { take: () => null, isRepeatable: true }
  const length = Number(request.headers.get('content-length') ?? Number.POSITIVE_INFINITY)
  if (!(length <= capBytes)) return { take: () => body, isRepeatable: false }
  const bytes = await request.arrayBuffer()
  return { take: () => bytes, isRepeatable: true }
}
