/** Bytes of the bundle -> figures. Pure. */
import type { Figure } from '../figure.ts'

/** One file of what is uploaded, in bytes. */
export type SizeOfFile = { readonly bytes: number; readonly gzipped: number }

export function sizeFigures(files: readonly SizeOfFile[]): readonly Figure[] {
  const kib = (of: (file: SizeOfFile) => number) => files.reduce((sum, file) => sum + of(file), 0) / 1024
  return [
    { name: 'Worker bundle: KiB gzipped', samples: [kib(({ gzipped }) => gzipped)] },
    { name: 'Worker bundle: KiB', samples: [kib(({ bytes }) => bytes)] },
  ]
}
