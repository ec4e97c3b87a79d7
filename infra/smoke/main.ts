#!/usr/bin/env node
/** Tries one slot of one region from outside: `npx node infra/smoke/main.ts --help`. */
import { runSmoke } from './run.ts'

process.exitCode = await runSmoke(process.argv.slice(2), process.env)
