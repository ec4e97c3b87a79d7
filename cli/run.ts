/** One command line -> what it does, and its exit code. */
import { Command, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { loadCommands } from './commands.ts'
import { CliFailure, EXIT_CODES, exitCodeOf, failureJson, Told } from './exit.ts'
import { printable } from './printable.ts'

/** @param args without the program's own name. */
export async function run(args: readonly string[]): Promise<number> {
  // A script that reads JSON reads it where things go wrong, too.
  const isJson = args.includes('--json')
  try {
    const program = await createProgram(isJson, args[0])
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    const exitCode = exitCodeOf(error)
    tell(error, exitCode, isJson)
    return exitCode
  }
}

/** Every command with its options, as `run` reads a line; only what the named one needs, where there is one of that name. */
export async function createProgram(isJson: boolean, name?: string): Promise<Command> {
  const program = new Command('nearside')
    .description('One global URL: every request answered by the near side.')
    .version(packageJson.version)
    .addHelpText('after', `\nExit codes:\n${EXIT_CODES}`)
    // Errors come back as exceptions, so that this file alone decides how they end.
    .exitOverride()
  if (isJson) program.configureOutput({ outputError: () => {} })
  else program.showHelpAfterError('(add --help to see what there is)')
  for (const { heading, commands } of await loadCommands(name)) {
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
