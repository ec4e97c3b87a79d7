/** `npm run bench -- size`: how large is the Worker that a deployment uploads? */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import colors from 'picocolors'
import { buildWorker } from '../../planet/build/worker.ts'
import { keep } from '../keep.ts'
import type { BenchResult } from '../result.ts'
import { sizeFigures } from './figures.ts'

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
  const figures = sizeFigures(raw)
  const [gzipped = '', whole = ''] = figures.map(({ samples: [kib] }) => kib?.toFixed(1))
  const { result, files } = keep('size', outDir, {
    settings: {},
    figures,
    raw,
  })
  print(
    `\nThe Worker bundle has ${colors.bold(gzipped)} KiB gzipped, ${whole} KiB as it is.\n\n${files.join('\n')}\n`,
  )
  return result
}

/** Beside them wrangler leaves a source map and a note. */
const UPLOADED = /\.(?:js|mjs|wasm)$/
