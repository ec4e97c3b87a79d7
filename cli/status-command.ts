/** `nearside status`. */
import { Command } from 'commander'
import type { IsolateView, World } from '../protocol/operators/status.ts'
import { cityOption } from './city.ts'
import { connect } from './gateway-client.ts'
import { type AsOperator, asOperator } from './options.ts'
import { show } from './show.ts'
import { statusText } from './status-text.ts'
import { worldText } from './world-text.ts'

export function statusCommand(): Command {
  return asOperator(new Command('status'))
    .description(
      'regions as one gateway sees them: state, weight, circuits, distance, lag; and what is in force',
    )
    .option('--from <city>', 'on a planet: as that city’s gateway sees them')
    .option('--world', 'every city that has reported lately')
    .addHelpText(
      'after',
      '\nExamples:\n  nearside status\n  nearside status --world\n  nearside status --json',
    )
    .action(async (options: AsOperator & { readonly world?: boolean; readonly from?: string }) => {
      const gateway = await connect(options)
      if (options.world) {
        const world = await gateway.ask<World>('/_nearside/world')
        return show(world, options.json, worldText)
      }
      const city = await cityOption(gateway, options.from)
      const view = await gateway.ask<IsolateView>('/_nearside/status', { city })
      show(view, options.json, (seen) => statusText(seen, gateway.url))
    })
}
