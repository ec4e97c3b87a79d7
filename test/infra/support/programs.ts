/** Programs that a script calls, put in the place of the real ones. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param within where their folder is made.
 * @param bodies by the program's name, in bash.
 * @returns an environment in which they stand before the real ones.
 */
export function programs(
  within: string,
  bodies: Readonly<Record<string, string>>,
): { readonly PATH: string } {
  const folder = mkdtempSync(join(within, 'programs-'))
  for (const [program, body] of Object.entries(bodies)) {
    writeFileSync(join(folder, program), `#!/usr/bin/env bash\nset -e\n${body}\n`, { mode: 0o755 })
  }
  return { PATH: `${folder}:${process.env.PATH}` }
}
