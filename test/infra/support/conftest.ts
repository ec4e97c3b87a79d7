/** The policies of infra/policy, by the real conftest. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INFRA_DIR } from '../../../infra/check/matrix.ts'
import { toolPath } from '../../../infra/check/tools.ts'

/** Tests of policies are skipped without it, and `npm run check:infra` says so. */
export const CONFTEST = toolPath('conftest')

/**
 * @param files a file's name to the documents in it.
 * @returns the sentences of all that is refused, alone and together.
 */
export function refusals(files: Readonly<Record<string, readonly unknown[]>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-policy-'))
  try {
    for (const [name, documents] of Object.entries(files)) {
      writeFileSync(join(folder, name), documents.map((each) => JSON.stringify(each)).join('\n---\n'))
    }
    return [...run(folder), ...run(folder, '--combine', '--namespace', 'together')].sort()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(folder: string, ...more: readonly string[]): readonly string[] {
  const policy = ['--policy', join(INFRA_DIR, 'policy'), '--output', 'json', ...more]
  const ran = spawnSync(CONFTEST ?? 'conftest', ['test', ...policy, folder], { encoding: 'utf8' })
  if (ran.status !== 0 && !ran.stdout) throw new Error(ran.stderr)
  const results: readonly { failures?: { msg: string }[] }[] = JSON.parse(ran.stdout)
  return results.flatMap(({ failures = [] }) => failures.map(({ msg }) => msg))
}
