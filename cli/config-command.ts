/** `nearside config`: whether what wrangler.toml deploys is valid. Runs at every check and before every deployment. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { parse as parseToml, TomlError } from 'smol-toml'
import { PROJECT_DIR } from '../planet/build/cache.ts'
import { type ConfigCheck, checkConfig } from './config-check.ts'
import { CliFailure } from './exit.ts'

type CheckOptions = { readonly file?: string; readonly json: boolean }

export function configCommand(): Command {
  const check = new Command('check')
    .description(
      'check the table of regions, [vars.MESH], that each binding it names is bound, and that requests for the app and for operators reach the Worker; every error is named at once',
    )
    .option('--file <file>', 'another file than wrangler.toml of this project')
    .option('--json', 'print JSON', false)
    .addHelpText('after', EXAMPLES)
    .action(({ file, json }: CheckOptions) => {
      const name = file ?? 'wrangler.toml'
      const checked = checkText(read(file ?? join(PROJECT_DIR, name)))
      if (json) console.log(JSON.stringify(jsonOf(name, checked), undefined, 2))
      if (!checked.ok && !json) throw new CliFailure([`${name} is not valid:`, ...checked.errors].join('\n'))
      if (!checked.ok) process.exitCode = 1
      else if (!json) console.log(sentence(name, checked))
    })
  return new Command('config').description('the deployed config, wrangler.toml').addCommand(check)
}

const EXAMPLES = `
Examples:
  nearside config check
  nearside config check --file staging.toml --json`

type Valid = Extract<ConfigCheck, { ok: true }>

function checkText(text: string): ConfigCheck {
  try {
    return checkConfig(parseToml(text))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    return { ok: false, errors: [error.message.trim()] }
  }
}

function sentence(name: string, { config: { regions, primary, epoch, routes } }: Valid): string {
  const rules = routes.length > 0 ? `, ${counted(routes.length, 'rule')}` : ''
  return `${name}: ${counted(regions.length, 'region')}, primary ${primary}${rules}, epoch ${epoch}`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function jsonOf(file: string, checked: ConfigCheck): object {
  if (!checked.ok) return { ok: false, file, errors: checked.errors }
  const { regions, primary, epoch } = checked.config
  return { ok: true, file, regions: regions.map(({ id }) => id), primary, epoch }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CliFailure(`can't read ${file} (${(error as NodeJS.ErrnoException).code})`, 2)
  }
}
