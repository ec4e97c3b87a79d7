/** `nearside whatif`: what a change would have done to the requests of the last minutes. */
import { Command } from 'commander'
import type { Change } from '../protocol/operators/changes.ts'
import type { WhatIfAnswer } from '../protocol/operators/whatif.ts'
import { parseWeight } from './change-commands.ts'
import { connect } from './gateway-client.ts'
import { type AsOperator, asOperator, parseRegion } from './options.ts'
import { show } from './show.ts'
import { whatIfText } from './whatif-text.ts'

export function whatIfCommand(): Command {
  const whatif = new Command('whatif')
    .description(
      'what a change would have done to the requests of the last minutes: who moves where, and how much later',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  nearside whatif drain bom\n  nearside whatif weight bom 25%\n  nearside whatif restore bom --json',
    )
  for (const action of ['drain', 'restore'] as const) {
    asOperator(whatif.command(action))
      .description(action === 'drain' ? 'if the region got no traffic' : 'if its drain and its weight ended')
      .argument('<region>', 'its id, as in bom', parseRegion)
      .action((region: string, options: AsOperator) => run({ action, region }, options))
  }
  asOperator(whatif.command('weight'))
    .description('if the region took this share of its own traffic')
    .argument('<region>', 'its id, as in bom', parseRegion)
    .argument('<share>', 'from 0 to 1, or from 0% to 100%', parseWeight)
    .action((region: string, weight: number, options: AsOperator) =>
      run({ action: 'weight', region, weight }, options),
    )
  return whatif
}

async function run(change: Change, options: AsOperator): Promise<void> {
  const gateway = await connect(options)
  const answer = await gateway.ask<WhatIfAnswer>('/_nearside/whatif', { json: { change } })
  show(answer, options.json, (told) => whatIfText(change, told))
}
