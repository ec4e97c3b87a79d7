/** Checks of files that are not manifests: workflows, scripts, the image. */
import { PROJECT_DIR, projectFiles, shellScripts } from './files.ts'
import { type Check, counted, outcomeOf } from './outcome.ts'
import { runProgram, runTool } from './run-tool.ts'

export const FILE_CHECKS: readonly Check[] = [
  {
    title: 'actionlint',
    needs: ['actionlint', 'shellcheck'],
    async run() {
      const files = workflows()
      return outcomeOf([await runTool('actionlint', files)], counted(files.length, 'workflow'))
    },
  },
  {
    title: 'zizmor',
    needs: ['zizmor'],
    run: async () =>
      outcomeOf(
        [await runTool('zizmor', ['--offline', '--no-progress', '.github'])],
        'workflows and actions',
      ),
  },
  {
    title: 'shellcheck',
    needs: ['shellcheck'],
    async run() {
      const files = shellScripts()
      return outcomeOf([await runTool('shellcheck', files)], counted(files.length, 'script'))
    },
  },
  {
    title: 'hadolint',
    needs: ['hadolint'],
    async run() {
      const files = projectFiles(/(^|\/)Dockerfile$/)
      return outcomeOf([await runTool('hadolint', files)], counted(files.length, 'file'))
    },
  },
  {
    title: 'tests',
    needs: ['helm'],
    async run() {
      const ran = await runProgram(
        'node_modules/.bin/vitest',
        ['run', '--project', 'infra', '--reporter', 'default'],
        {
          cwd: PROJECT_DIR,
          env: { NO_COLOR: '1' },
        },
      )
      const summary = /Tests +(.*)/.exec(ran.stdout)?.[1] ?? ''
      // What a laptop can't do is skipped there, and told in the summary.
      if (ran.ok && process.env.CI && summary.includes('skipped')) return { state: 'failed', why: ran.all }
      return outcomeOf([ran], `test/infra, ${summary}`)
    },
  },
]

function workflows(): readonly string[] {
  return projectFiles(/^\.github\/workflows\/.*\.ya?ml$/)
}
