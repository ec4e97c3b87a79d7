/** Which requests are for the operators' API. Pure. */
const NAME = '_nearside'

/** What the paths of the operators' API begin with. */
export const PREFIX = `/${NAME}/`

export function isForOperators(url: string): boolean {
  // Nearly no URL has the name anywhere, and is parsed for it.
  return url.includes(NAME) && (URL.parse(url)?.pathname.startsWith(PREFIX) ?? false)
}
