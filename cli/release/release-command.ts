/** `nearside release …`: what runs in each region, by commits. */
import { Command, InvalidArgumentError } from 'commander'
import { Told } from '../exit.ts'
import { parseRegion } from '../options.ts'
import { show } from '../show.ts'
import { type Action, bumpAction, flipAction, retireAction, rollbackAction } from './action.ts'
import { openClone } from './clone.ts'
import { environmentsOf, regionsOf } from './files.ts'
import { tryGit } from './git.ts'
import { A_DIGEST, A_TAG, isDigest, isTag } from './image.ts'
import { outcomeText } from './outcome-text.ts'
import { type ActionOptions, runAction } from './run-action.ts'
import { readStatus } from './status.ts'
import { releasesText } from './status-text.ts'
import { ENVIRONMENT } from './trailer.ts'

type Options = ActionOptions & { readonly json?: boolean; readonly force?: boolean }
type Imaged = Options & { readonly tag: string; readonly digest: string }

export function releaseCommand(): Command {
  const release = new Command('release').description(
    'what runs in each region: edits the files under infra/gitops/values/region-app/releases of a clone and commits them. Nothing here touches a cluster: Argo CD does, once it is pushed.',
  )
  for (const command of [status(), bump(), flip(), rollback(), retire()]) release.addCommand(command)
  return release
}

function status(): Command {
  return inClone(new Command('status'))
    .description('what each region runs, what waits in the idle slots, and what a flip would do')
    .option('--env <name>', 'only this environment', parseEnvironment)
    .addHelpText(
      'after',
      '\nExamples:\n  nearside release status\n  nearside release status --env prod --json',
    )
    .action(({ env, repo, json }: Partial<Options> & { readonly repo: string }) => {
      const clone = openClone(repo)
      const asked = env === undefined ? environmentsOf(clone.root) : [env]
      for (const name of asked) regionsOf(clone.root, name, undefined)
      const upstream = tryGit(clone.root, ['rev-parse', '--verify', '--quiet', '@{upstream}']).stdout.trim()
      const environments = asked.map((name) => readStatus(clone, name, upstream || undefined))
      show({ environments }, json, (told) => releasesText(told.environments))
      const isValid = environments.every(({ regions }) => regions.every(({ errors }) => errors.length === 0))
      if (!isValid) throw new Told(1)
    })
}

function bump(): Command {
  return changing('bump')
    .summary('put an image into the idle slot, at the size of the active one')
    .description(
      'put an image into the idle slot, at the size of the active one. It takes no traffic; the preview Service leads to it.',
    )
    .requiredOption('--tag <tag>', 'its exact tag', parseTag)
    .requiredOption('--digest <digest>', 'what the tag stands for, sha256:…', parseDigest)
    .option('--force', 'also an image that takes the traffic already; it is recorded')
    .addHelpText(
      'after',
      `\nExample:\n  nearside release bump --env staging --tag 1.5.0 --digest sha256:${'0f'.repeat(32)} --push`,
    )
    .action(({ tag, digest, force, ...options }: Imaged) => act(bumpAction({ tag, digest, force }), options))
}

function flip(): Command {
  return changing('flip')
    .summary('give the traffic to the idle slot')
    .description(
      'give the traffic to the idle slot: one line in each region’s file, one commit for all of them. Refused while one has no image or no replicas.',
    )
    .option('--tag <tag>', 'only if the idle slots hold this one, which was tried', parseTag)
    .option('--force', 'also back to the release that traffic was just taken from; it is recorded')
    .addHelpText(
      'after',
      `
Examples:
  nearside release flip --env prod --region bom --tag 1.5.0 --push
  nearside release flip --env prod --region fra,iad --tag 1.5.0 --push
  nearside release flip --env prod --region bom --dry-run`,
    )
    .action(({ tag, force, ...options }: Options & { readonly tag?: string }) =>
      act(flipAction({ tag, force }), options),
    )
}

function rollback(): Command {
  return changing('rollback')
    .summary('undo the last flip')
    .description(
      'undo the last flip, by another commit. Without --region: wherever the release that was flipped last takes the traffic. Refused where the other slot no longer holds what ran before.',
    )
    .addHelpText(
      'after',
      `
Examples:
  nearside release rollback --env prod --why "orders fail" --push
  nearside release rollback --env prod --region bom --push`,
    )
    .action((options: Options) => act(rollbackAction(), options))
}

function retire(): Command {
  return changing('retire')
    .summary('take the replicas from the idle slot')
    .description(
      'take the replicas from the idle slot, once the release in the active one has proved itself. A rollback is no longer instant then.',
    )
    .option('--force', 'also a slot whose release has not had the traffic yet; it is recorded')
    .addHelpText('after', '\nExample:\n  nearside release retire --env prod --push')
    .action(({ force, ...options }: Options) => act(retireAction({ force }), options))
}

function act(action: Action, { json, ...options }: Options): void {
  const outcome = runAction(action, options)
  show(outcome, json, (told) => outcomeText(told, outcome.diff))
}

function changing(name: string): Command {
  return inClone(new Command(name))
    .requiredOption('--env <name>', 'the environment: a folder under releases/', parseEnvironment)
    .option('--region <ids>', 'only these regions, as in bom,iad (default: all)', parseRegions)
    .option('--why <text>', 'the reason, for the message of the commit', parseLine)
    .option('--message <text>', 'the first line of the message of the commit', parseLine)
    .option('--dry-run', 'only print the diff')
    .option(
      '--push',
      'catch up with the remote before, and push after; somebody else’s change is never undone unseen',
    )
}

function inClone(command: Command): Command {
  return command
    .option('--repo <folder>', 'the clone, or any folder in it', process.cwd())
    .option('--json', 'print one JSON document; errors as JSON, too')
}

function parseEnvironment(text: string): string {
  if (ENVIRONMENT.test(text)) return text
  throw new InvalidArgumentError(`expected the name of an environment such as prod, found "${text}".`)
}

function parseRegions(text: string): readonly string[] {
  return [...new Set(text.split(',').map(parseRegion))]
}

function parseTag(text: string): string {
  if (isTag(text)) return text
  throw new InvalidArgumentError(`expected ${A_TAG}; found "${text}".`)
}

function parseDigest(text: string): string {
  if (isDigest(text)) return text
  throw new InvalidArgumentError(`expected ${A_DIGEST}; found "${text}".`)
}

function parseLine(text: string): string {
  const line = text.trim()
  if (line !== '' && !/\p{Cc}/u.test(line)) return line
  throw new InvalidArgumentError('expected one line of text.')
}
