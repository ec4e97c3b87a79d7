/** Whether the page that sends the request is the gateway's own. Pure. */

/** A browser adds its identity to what any page sends; only its own page may change something by it. */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  return request.headers.get('origin') === new URL(request.url).origin
}
