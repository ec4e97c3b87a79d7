/** `npm run bench -- size`: how large is the Worker that a deployment uploads? */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import colors from 'picocolors'
import { buildWorker } from '../../planet/build/worker.ts'
import { keep } from '../keep.ts'
import type { BenchResult } from '../result.ts'

export async function benchSize(
  _options: object,
  outDir: string,
  signal: AbortSignal,
  /** Gets the table. */
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<BenchResult> {
  const dir = dirname(await buildWorker(signal))
  const raw = readdirSync(dir)
    .filter((file) => UPLOADED.test(file))
    .map((file) => {
      const bytes = readFileSync(join(dir, file))
      return { file, bytes: bytes.length, gzipped: gzipSync(bytes).length }
    })
  const gzipped = raw.reduce((sum, file) => sum + file.gzipped, 0) / KIB
  const whole = raw.reduce((sum, { bytes }) => sum + bytes, 0) / KIB
  const { result, files } = keep('size', outDir, {
    settings: {},
    figures: [
      { name: 'Worker bundle: KiB gzipped', samples: [gzipped] },
      { name: 'Worker bundle: KiB', samples: [whole] },
    ],
    raw,
  })
  print(
    `\nThe Worker bundle has ${colors.bold(gzipped.toFixed(1))} KiB gzipped, ${whole.toFixed(1)} KiB as it is.\n\n${files.join('\n')}\n`,
  )
  return result
}

const KIB = 1024
/** Beside them wrangler leaves a source map and a note. */
const UPLOADED = /\.(?:js|mjs|wasm)$/
