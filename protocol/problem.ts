/**
 * Problem details for HTTP APIs: https://www.rfc-editor.org/rfc/rfc9457
 * The one shape of every error that Nearside itself answers with.
 */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

export type Problem = {
  /** HTTP status code. */
  readonly status: number
  /** Short, fixed for the type, for people. */
  readonly title: string
  /** What happened this time: names the thing, what was expected, what was found. */
  readonly detail?: string
  /** A stable name of the kind of problem; becomes `urn:nearside:problem:<slug>`. */
  readonly slug?: string
  /** For a 422: the fields at fault. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
  /** Extension members, spread into the body. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** @returns the JSON body of the problem. */
export function problemBody({ slug, extra, status, title, detail, errors }: Problem): string {
  return JSON.stringify({
    type: slug ? `urn:nearside:problem:${slug}` : 'about:blank',
    title,
    status,
    detail,
    errors,
    ...extra,
  })
}

/** @returns the problem as a Response: `application/problem+json`, never cached. */
export function problemResponse(problem: Problem, headers?: Readonly<Record<string, string>>): Response {
  const all = new Headers(headers)
  all.set('content-type', PROBLEM_MEDIA_TYPE)
  all.set('cache-control', 'no-store')
  return new Response(problemBody(problem), { status: problem.status, headers: all })
}
