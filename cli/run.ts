/** One command line -> what it does, and its exit code. */
import { Command, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { adviseCommand } from './advise-command.ts'
import { bookmarkCommand } from './bookmark-command.ts'
import { changeCommands } from './change-commands.ts'
import { configCommand } from './config-command.ts'
import { CliFailure, EXIT_CODES, exitCodeOf, failureJson, Told } from './exit.ts'
import { explainCommand } from './explain-command.ts'
import { historyCommand } from './history-command.ts'
import { keysCommand } from './keys-command.ts'
import { planetCommand } from './planet-command.ts'
import { printable } from './printable.ts'
import { releaseCommand } from './release/release-command.ts'
import { statusCommand } from './status-command.ts'
import { whatIfCommand } from './whatif-command.ts'

/** @param args without the program's own name. */
export async function run(args: readonly string[]): Promise<number> {
  // A script that reads JSON reads it where things go wrong, too.
  const isJson = args.includes('--json')
  try {
    await createProgram(isJson).parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    const exitCode = exitCodeOf(error)
    tell(error, exitCode, isJson)
    return exitCode
  }
}

/** Every command with its options, as `run` reads a line. */
export function createProgram(isJson: boolean): Command {
  const program = new Command('nearside')
    .description('One global URL: every request answered by the near side.')
    .version(packageJson.version)
    .addHelpText('after', `\nExit codes:\n${EXIT_CODES}`)
    // Errors come back as exceptions, so that this file alone decides how they end.
    .exitOverride()
  if (isJson) program.configureOutput({ outputError: () => {} })
  else program.showHelpAfterError('(add --help to see what there is)')
  const groups: Readonly<Record<string, readonly Command[]>> = {
    'Look:': [statusCommand(), explainCommand(), historyCommand(), whatIfCommand(), adviseCommand()],
    'Change:': changeCommands(),
    'Release:': [releaseCommand()],
    'Set up and try:': [configCommand(), bookmarkCommand(), keysCommand(), planetCommand()],
  }
  for (const [heading, commands] of Object.entries(groups)) {
    program.commandsGroup(heading)
    for (const command of commands) {
      program.addCommand(command)
      inherit(command, program)
    }
  }
  return program
}

/** Hands the settings down to every depth: how errors end, and the hint behind them. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent)
  for (const sub of command.commands) inherit(sub, command)
}

/** What comes from outside was made printable where it came; whatever slipped through is not obeyed here. */
function linesOf(message: string): string {
  return message.split('\n').map(printable).join('\n')
}

function tell(error: unknown, exitCode: number, isJson: boolean): void {
  if (exitCode === 0 || error instanceof Told) return
  if (error instanceof CliFailure) {
    console.error(isJson ? failureJson(error.message, exitCode, error.details) : linesOf(error.message))
    return
  }
  // Commander has shown its own, unless it had to be silent.
  if (error instanceof CommanderError && !isJson) return
  const message = error instanceof Error ? error.message.replace(/^error: /, '') : String(error)
  console.error(isJson ? failureJson(message, exitCode) : error)
}
