import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file whole or not at all, so that a kill at any moment leaves the old one or the new one. */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  const next = `${file}.${process.pid}.next`
  writeFileSync(next, text, { mode })
  renameSync(next, file)
}
