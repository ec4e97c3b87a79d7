import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { askWrangler, deployedOf, KEPT_AS } from '../../../planet/build/deployed.ts'
import { buildWorker } from '../../../planet/build/worker.ts'

it('L151 what is kept beside the bundle is what wrangler itself reads of wrangler.toml', async () => {
  const workerFile = await buildWorker()
  expect(existsSync(join(dirname(workerFile), KEPT_AS))).toBe(true)
  const kept = deployedOf(workerFile)
  expect(kept).toEqual(JSON.parse(JSON.stringify(askWrangler())))
  expect(Object.keys(kept.options.durableObjects ?? {})).toEqual(['LEDGER', 'OBSERVATORY'])
  expect(kept).toHaveProperty('options.compatibilityDate')
  // They may hold what a person keeps in .dev.vars.
  expect(kept.options).not.toHaveProperty('bindings')
})
