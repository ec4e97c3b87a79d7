/** What a request means to do with the data: the tag that decides which database its handler gets. */
export type Intent = 'read' | 'write'

/** @returns the intent, or undefined for anything but the two exact words. */
export function parseIntent(value: string | null | undefined): Intent | undefined {
  return value === 'read' || value === 'write' ? value : undefined
}
