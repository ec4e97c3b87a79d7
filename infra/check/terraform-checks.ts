/** Checks of infra/terraform. */
import { type Check, outcomeOf } from './outcome.ts'
import { runTool } from './run-tool.ts'

export const TERRAFORM_CHECKS: readonly Check[] = [
  {
    title: 'terraform fmt',
    needs: ['terraform'],
    run: async () =>
      outcomeOf(
        [await runTool('terraform', ['fmt', '-check', '-diff', '-recursive', 'infra/terraform'])],
        'every file',
      ),
  },
]
