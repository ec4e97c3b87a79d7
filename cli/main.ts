#!/usr/bin/env node
/** The `nearside` command: wiring only. */
import { Command, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { configCommand } from './config-command.ts'
import { CliFailure, EXIT_CODES, exitCodeOf } from './exit.ts'
import { keysCommand } from './keys-command.ts'
import { planetCommand } from './planet-command.ts'

const program = new Command('nearside')
  .description('One global URL: every request answered by the near side.')
  .version(packageJson.version)
  .showHelpAfterError('(add --help to see what there is)')
  .addHelpText('after', `\nExit codes: ${EXIT_CODES}`)
  // Errors come back as exceptions, so that this file alone decides the exit code.
  .exitOverride()
for (const command of [planetCommand(), keysCommand(), configCommand()]) {
  program.addCommand(command)
  inherit(command, program)
}

try {
  await program.parseAsync(process.argv)
} catch (error) {
  // Commander has shown its own errors.
  if (error instanceof CliFailure) console.error(error.message)
  else if (!(error instanceof CommanderError)) console.error(error)
  process.exitCode = exitCodeOf(error)
}

/** Hands the settings down to every depth: how errors end, and the hint behind them. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent)
  for (const sub of command.commands) inherit(sub, command)
}
