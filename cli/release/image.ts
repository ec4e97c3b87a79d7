/** The names of images: an exact tag and the digest that it stood for. Pure. */

/** A tag of the OCI distribution spec: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

/** Names that move on to the next image: git would not say what runs. */
const MOVING = ['latest', 'edge', 'stable', 'nightly', 'main', 'master']

export const A_TAG = 'the exact tag of an image such as 1.5.0, never "latest" or another one that moves'
export const A_DIGEST = '"sha256:" and 64 hexadecimal digits in lower case'

export function isTag(text: string): boolean {
  return TAG.test(text) && !MOVING.includes(text.toLowerCase())
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text)
}

/** @returns `sha256:0f3c8a91`, for people. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 8)
}
