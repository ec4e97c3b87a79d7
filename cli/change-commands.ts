/** `nearside drain`, `restore`, `weight`, `pin`, `unpin` and `undo`. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { type ChangeOptions, runChange } from './change-run.ts'
import { CliFailure } from './exit.ts'
import { asOperator, parseCount, parseRegion, parseTime, parseUrls } from './options.ts'
import { parseRule, type Rule } from './rule.ts'
import { parseShare } from './units.ts'

type Ending = ChangeOptions & { readonly for?: number }

export function changeCommands(): readonly Command[] {
  return [drainCommand(), restoreCommand(), weightCommand(), pinCommand(), unpinCommand(), undoCommand()]
}

function drainCommand(): Command {
  return changing('drain', true)
    .summary('take the traffic from a region')
    .description(
      'take the traffic from a region: it gets none while another can answer. What is under way there goes on.',
    )
    .argument('<region>', 'its id, as in bom', parseRegion)
    .addHelpText(
      'after',
      `
Examples:
  nearside drain bom --for 2h --why "kernel upgrade" --wait
  nearside drain bom --why "disk fails" --dry-run
  nearside drain iad --why "moved to fra" --force`,
    )
    .action((region: string, options: Ending) =>
      runChange({ action: 'drain', region, untilMs: endOf(options) }, options),
    )
}

function restoreCommand(): Command {
  return changing('restore', false)
    .summary("end a region's drain and its weight")
    .description("end a region's drain and the weight that an operator gave it: it takes its traffic again")
    .argument('<region>', 'its id, as in bom', parseRegion)
    .addHelpText('after', '\nExample:\n  nearside restore bom --wait')
    .action((region: string, options: ChangeOptions) => runChange({ action: 'restore', region }, options))
}

function weightCommand(): Command {
  return changing('weight', true)
    .summary('let a region take a share of its own traffic')
    .description(
      'let a region take a share of its own traffic; the rest goes to the next-best region. `restore` ends it.',
    )
    .argument('<region>', 'its id, as in bom', parseRegion)
    .argument('<share>', 'from 0 to 1, or from 0% to 100%', parseWeight)
    .addHelpText(
      'after',
      `
Examples:
  nearside weight bom 25% --why "warming up" --for 30m
  nearside weight bom 1 --why "warm"`,
    )
    .action((region: string, weight: number, options: Ending) =>
      runChange({ action: 'weight', region, weight, untilMs: endOf(options) }, options),
    )
}

function pinCommand(): Command {
  return changing('pin', true)
    .summary('send what matches a rule to one region first')
    .description('send what matches a rule to one region first, however far it is')
    .argument(
      '<rule...>',
      'key=value, with spaces between: all of path, method, country, continent, colo, asn that are given must match; to=<region>',
    )
    .addHelpText(
      'after',
      `
Examples:
  nearside pin "country=IN,LK path=/api/* to=fra" --why "cable cut"
  nearside pin asn=55836 to=bom --why "peering" --for 1d
Paths are as in the config: \`:name\` is one segment, a last \`*\` any rest. Several values of one key have commas between.`,
    )
    .action((parts: readonly string[], options: Ending) =>
      runChange({ action: 'pin', ...readRule(parts.join(' ')), untilMs: endOf(options) }, options),
    )
}

function unpinCommand(): Command {
  return changing('unpin', false)
    .description('take a pin away')
    .argument('<id>', 'as `status` shows it')
    .addHelpText('after', '\nExample:\n  nearside unpin pin-7')
    .action((id: string, options: ChangeOptions) => runChange({ action: 'unpin', id }, options))
}

function undoCommand(): Command {
  return changing('undo', false)
    .description('take the last change back; undone twice, it is there again')
    .addHelpText('after', '\nExample:\n  nearside undo --why "wrong region"')
    .action((options: ChangeOptions) => runChange({ action: 'undo' }, options))
}

/** @param canEnd whether the change may have an end; such a one also needs a reason. */
function changing(name: string, canEnd: boolean): Command {
  const command = new Command(name).option(
    '--why <text>',
    `the reason; it is kept in the history${canEnd ? '; needed' : ''}`,
  )
  if (canEnd) command.option('--for <time>', 'it ends by itself after 90s, 30m, 2h or 1d', parseTime)
  command
    .option('--force', 'against the safety rules that can be forced; it is recorded')
    .option('--dry-run', 'only say what would be')
    .option('--revision <n>', 'only if this revision is still in force (default: the one now)', parseCount)
    .option('--wait', 'until it holds in every city that can be reached')
    .addOption(
      new Option('--timeout <time>', '--wait: for this long at the most')
        .default(90_000, '90s')
        .argParser(parseTime),
    )
    .option('--at <url>', '--wait: another way in, to another city; may be repeated', parseUrls)
  return asOperator(command)
}

function endOf(options: Ending): number | undefined {
  return options.for === undefined ? undefined : Date.now() + options.for
}

/** The share of its own traffic that a region takes. */
export function parseWeight(text: string): number {
  const share = parseShare(text)
  if (share !== undefined) return share
  throw new InvalidArgumentError(`expected a share such as 0.25 or 25%, found "${text}".`)
}

function readRule(text: string): Rule {
  const parsed = parseRule(text)
  if (parsed.ok) return parsed.rule
  throw new CliFailure(['The rule:', ...parsed.errors.map((error) => `  ${error}`)].join('\n'), 2, {
    errors: parsed.errors,
  })
}
