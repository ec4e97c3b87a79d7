/** The names of images: an exact tag and the digest that it stood for. Pure. */

/** https://semver.org without build metadata, which a tag can't hold: the chart takes no other, and migrates by the newest. */
const NUMBER = '(?:0|[1-9][0-9]*)'
const TAG = new RegExp(
  String.raw`^(?=.{5,63}$)${NUMBER}\.${NUMBER}\.${NUMBER}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$`,
)
const DIGEST = /^sha256:[0-9a-f]{64}$/

export const A_TAG = 'a version such as 1.5.0 or 1.5.0-rc.1, never a tag that moves such as latest'
export const A_DIGEST = '"sha256:" and 64 hexadecimal digits in lower case'

export function isTag(text: string): boolean {
  return TAG.test(text)
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text)
}

/** @returns `sha256:0f3c8a91`, for people. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 8)
}
