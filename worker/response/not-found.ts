/** Nothing is here: the site's own 404 page for a browser, a problem for a program. */
import { problemResponse } from '../../protocol/problem.ts'

export async function notFound(request: Request, assets: Fetcher): Promise<Response> {
  const wantsPage = request.headers.get('accept')?.includes('text/html') ?? false
  const page = wantsPage ? await assets.fetch(new URL('/404', request.url)) : undefined
  if (!page?.ok) {
    await page?.body?.cancel()
    const { pathname } = new URL(request.url)
    const response = problemResponse({
      status: 404,
      title: 'Not found',
      detail: `Nothing is at ${pathname}.`,
    })
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
  const headers = new Headers(page.headers)
  headers.set('cache-control', 'no-store')
  for (const name of ['etag', 'last-modified']) headers.delete(name)
  return new Response(request.method === 'HEAD' ? null : page.body, { status: 404, headers })
}
