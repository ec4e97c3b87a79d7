import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)

/** @returns the modules that Node loads for the region's drivers, each as URL and format, as a process of its own sees them. */
function loadedBy(prologue: string): readonly string[] {
  const script = `
    import { registerHooks } from 'node:module'
    ${prologue}
    const seen = []
    registerHooks({
      load(url, context, nextLoad) {
        const loaded = nextLoad(url, context)
        seen.push(loaded.format + ' ' + url)
        return loaded
      },
    })
    await import('drizzle-orm/postgres-js')
    await import('drizzle-orm/postgres-js/migrator')
    await import('drizzle-orm/node-postgres')
    await import('./db/schema.ts')
    console.log(JSON.stringify(seen))`
  const args = ['--input-type=module', '--eval', script]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })).sort()
}

it('L150 Drizzle is loaded quickly from the very files, in the very formats, that Node finds by itself', () => {
  const quick = loadedBy(
    `import { quickenDrizzleImports } from './db/quick-imports.ts'
     quickenDrizzleImports()`,
  )
  expect(quick.filter((each) => each.includes('/drizzle-orm/')).length).toBeGreaterThan(50)
  expect(quick).toEqual(loadedBy(''))
})
