/** Checks of what a cluster is given: the charts, rendered, and what Argo CD reads. */
import { join } from 'node:path'
import { projectFiles } from './files.ts'
import { INFRA_DIR, matrix } from './matrix.ts'
import { type Check, counted, type Outcome, outcomeOf } from './outcome.ts'
import { rendered } from './rendered.ts'
import { runTool } from './run-tool.ts'
import { SCHEMA_LOCATION } from './schemas.ts'

export const MANIFEST_CHECKS: readonly Check[] = [
  {
    title: 'helm lint',
    needs: ['helm'],
    async run() {
      const ran = []
      for (const { chart, valueFiles } of matrix()) {
        const values = valueFiles.flatMap((file) => ['--values', file])
        ran.push(
          await runTool('helm', ['lint', '--strict', '--quiet', join(INFRA_DIR, 'charts', chart), ...values]),
        )
      }
      return outcomeOf(ran, `${counted(ran.length, 'rendering')} of every environment, region and team`)
    },
  },
  {
    title: 'kubeconform, strict',
    needs: ['helm', 'kubeconform', 'schemas'],
    run: () =>
      ofManifests(async (files) => {
        const all = [...files, ...gitopsFiles()]
        const ran = await runTool('kubeconform', ['-strict', '-schema-location', SCHEMA_LOCATION, ...all])
        return outcomeOf([ran], `${counted(all.length, 'file')} against the schemas of the versions that run`)
      }),
  },
  {
    title: 'kube-score',
    needs: ['helm', 'kube-score'],
    run: () =>
      ofManifests(async (files) => {
        const ran = await runTool('kube-score', ['score', '--output-format', 'ci', ...files])
        const problems = ran.all.split('\n').filter((line) => /^\[(CRITICAL|WARNING)\]/.test(line))
        return outcomeOf(
          [{ ...ran, ok: ran.ok && problems.length === 0, all: problems.join('\n') || ran.all }],
          counted(files.length, 'file'),
        )
      }),
  },
  {
    title: 'conftest verify',
    needs: ['conftest'],
    run: async () =>
      outcomeOf(
        [
          await runTool('conftest', ['fmt', '--check', POLICY]),
          await runTool('conftest', ['verify', '--policy', POLICY, '--no-color']),
        ],
        'each policy both ways',
      ),
  },
  {
    title: 'conftest',
    needs: ['helm', 'conftest'],
    run: () =>
      ofManifests(async (files) => {
        const alone = [...files, ...gitopsFiles(), ...projectFiles(/^infra\/compose\/compose\..*yaml$/)]
        const test = ['test', '--policy', POLICY, '--no-color']
        const ran = [
          await runTool('conftest', [...test, ...alone]),
          await runTool('conftest', [...test, '--combine', '--namespace', 'together', ...files]),
        ]
        return outcomeOf(ran, `${counted(alone.length, 'file')} against what must never be`)
      }),
  },
]

export const POLICY = 'infra/policy'

async function ofManifests(check: (files: readonly string[]) => Promise<Outcome>): Promise<Outcome> {
  const all = await rendered()
  return all.ok ? await check(all.files) : { state: 'failed', why: all.why }
}

/** What is applied as it stands: the rest of bootstrap/ and platform/ is patches of what others publish. */
function gitopsFiles(): readonly string[] {
  return projectFiles(/^infra\/gitops\/(apps\/.*|bootstrap\/region\/.*|bootstrap\/namespace)\.yaml$/)
}
