/** `npm start`. What takes time to load is loaded from the cache of compiled code, and after the arguments are read. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { quickenDrizzleImports } from '../db/quick-imports.ts'
import { readArguments } from './arguments.ts'
import { CACHE_DIR } from './build/cache.ts'

enableCompileCache(join(CACHE_DIR, 'compiled'))
quickenDrizzleImports()
const options = readArguments(process.argv)
const { start } = await import('./start.ts')
await start(options)
