/** The policies of infra/policy, by the real conftest. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { INFRA_DIR } from '../../../infra/check/matrix.ts'
import { toolPath } from '../../../infra/check/tools.ts'
import type { Manifest } from './helm.ts'

/** Tests of policies are skipped without it, and `npm run check:infra` says so. */
export const CONFTEST = toolPath('conftest')

/** @returns what conftest says of its own tests, as text. @throws where one fails. */
export function verify(): string {
  const ran = spawnSync(
    CONFTEST ?? 'conftest',
    ['verify', '--no-color', '--policy', join(INFRA_DIR, 'policy')],
    {
      encoding: 'utf8',
    },
  )
  if (ran.status !== 0) throw new Error(ran.stdout + ran.stderr)
  return ran.stdout
}

/**
 * @param files a file's name to the manifests in it.
 * @returns the sentences of all that is refused, alone and together.
 */
export function refusals(files: Readonly<Record<string, readonly Manifest[]>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-policy-'))
  try {
    for (const [name, manifests] of Object.entries(files)) {
      writeFileSync(join(folder, name), manifests.map((each) => stringify(each)).join('---\n'))
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
