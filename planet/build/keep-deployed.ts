/** Loaded into the process of wrangler that bundles (`--import`): what it knows of wrangler.toml is kept beside the bundle. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { askWrangler, KEPT_AS } from './deployed.ts'

process.once('exit', (code) => {
  const flag = process.argv.indexOf('--outdir')
  const outDir = flag === -1 ? undefined : process.argv[flag + 1]
  if (code === 0 && outDir) writeFileSync(join(outDir, KEPT_AS), JSON.stringify(askWrangler()))
})
