import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { JsonCosts } from './json.ts'

/** @returns the nanoseconds of each step, measured in a fresh process. */
export async function jsonCosts(signal: AbortSignal): Promise<JsonCosts> {
  const script = join(import.meta.dirname, 'json.ts')
  // Garbage is collected on the thread that made it, so that its time counts as the thread's.
  const args = ['--single-threaded-gc', script, String(TURN_MS)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { signal })
  return JSON.parse(stdout)
}

/** Of each step, after twice as long to warm up. */
const TURN_MS = 100
