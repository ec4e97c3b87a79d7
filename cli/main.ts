#!/usr/bin/env node
/** The `nearside` command: wiring only. */
import { Command, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { bookmarkCommand } from './bookmark-command.ts'
import { changeCommands } from './change-commands.ts'
import { CliFailure, EXIT_CODES, exitCodeOf, failureJson } from './exit.ts'
import { explainCommand } from './explain-command.ts'
import { historyCommand } from './history-command.ts'
import { keysCommand } from './keys-command.ts'
import { planetCommand } from './planet-command.ts'
import { statusCommand } from './status-command.ts'
import { whatIfCommand } from './whatif-command.ts'

/** A script that reads JSON reads it where things go wrong, too. */
const isJson = process.argv.includes('--json')

const program = new Command('nearside')
  .description('One global URL: every request answered by the near side.')
  .version(packageJson.version)
  .addHelpText('after', `\nExit codes:\n${EXIT_CODES}`)
  // Errors come back as exceptions, so that this file alone decides the exit code.
  .exitOverride()
if (isJson) program.configureOutput({ outputError: () => {} })
else program.showHelpAfterError('(add --help to see what there is)')

const groups: Readonly<Record<string, readonly Command[]>> = {
  'Look:': [statusCommand(), explainCommand(), historyCommand(), whatIfCommand()],
  'Change:': changeCommands(),
  'Set up and try:': [bookmarkCommand(), keysCommand(), planetCommand()],
}
for (const [heading, commands] of Object.entries(groups)) {
  program.commandsGroup(heading)
  for (const command of commands) {
    program.addCommand(command)
    inherit(command, program)
  }
}

try {
  await program.parseAsync(process.argv)
} catch (error) {
  process.exitCode = exitCodeOf(error)
  tell(error, process.exitCode)
}

function tell(error: unknown, exitCode: number): void {
  if (error instanceof CliFailure) {
    console.error(isJson ? failureJson(error.message, exitCode, error.details) : error.message)
  } else if (error instanceof CommanderError) {
    // Without --json commander has shown its own.
    if (isJson && exitCode !== 0) console.error(failureJson(error.message.replace(/^error: /, ''), exitCode))
  } else console.error(isJson ? failureJson(String(error), exitCode) : error)
}

/** Hands the settings down to every depth: how errors end, and the hint behind them. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent)
  for (const sub of command.commands) inherit(sub, command)
}
