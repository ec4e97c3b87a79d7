/** What stands in the way of a release, as data and as a line of text. Pure. */

export type Finding = {
  /** Below the clone's top folder. */
  readonly file: string
  /** As in `slots.green.tag`. */
  readonly key: string
  readonly expected: string
  readonly found: string
  /** `--force` goes over it. */
  readonly forceable?: true | undefined
}

/** @returns `infra/…/bom.yaml: slots.green.tag: expected an image's tag, found "".` */
export function findingText({ file, key, expected, found, forceable }: Finding): string {
  return `${file}: ${key}: expected ${expected}, found ${found}${forceable ? ' (--force does it)' : ''}`
}
