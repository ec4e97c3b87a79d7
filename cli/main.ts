#!/usr/bin/env node
/** The `nearside` command. */
import { run } from './run.ts'

const exitCode = await run(process.argv.slice(2))
if (exitCode !== 0) process.exitCode = exitCode
