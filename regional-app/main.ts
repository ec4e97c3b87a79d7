/** The regional app's entry. What serves is loaded only once Node knows how to load it quickly. */
import { quickenDrizzleImports } from '../db/quick-imports.ts'

quickenDrizzleImports()
await import('./serve.ts')
