/** One command line -> what is printed, and the exit code. */
import { CommanderError } from 'commander'
import { parseSigningKeys } from '../../protocol/signing-keys.ts'
import { readArguments, type SmokeOptions } from './arguments.ts'
import type { Check } from './check.ts'
import { smoke } from './smoke.ts'

/** @param environment holds `SIGNING_KEYS`: those of the region. The first one signs. */
export async function runSmoke(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'number') return options
  if (!environment.SIGNING_KEYS?.trim()) {
    console.error('SIGNING_KEYS: expected the key of the region, as in k1:…, found nothing')
    return 2
  }
  const parsed = parseSigningKeys(environment.SIGNING_KEYS)
  if (!parsed.ok) {
    console.error(`SIGNING_KEYS: ${parsed.error}`)
    return 2
  }
  const checks = await smoke(options, parsed.keys[0])
  const ok = checks.every((check) => check.ok)
  console.log(options.json ? jsonOf(options, ok, checks) : textOf(options, ok, checks))
  return ok ? 0 : 1
}

function readOptions(args: readonly string[]): SmokeOptions | number {
  try {
    return readArguments(args)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
}

function jsonOf(
  { origin, region, slot, release }: SmokeOptions,
  ok: boolean,
  checks: readonly Check[],
): string {
  return JSON.stringify({ ok, origin, region, slot, release: release ?? null, checks }, undefined, 2)
}

function textOf(
  { origin, region, slot, release }: SmokeOptions,
  ok: boolean,
  checks: readonly Check[],
): string {
  const what = [
    `the ${slot} slot of ${region} at ${origin}`,
    ...(release ? [`release ${release}`] : []),
  ].join(', ')
  return [
    ...checks.map((check) => {
      const line = `${check.ok ? 'ok  ' : 'FAIL'} ${check.name}: `
      return printable(line + (check.ok ? check.found : `expected ${check.expected}; found ${check.found}`))
    }),
    ok ? `All as expected: ${what}.` : `Not as expected: ${what}.`,
  ].join('\n')
}

/** What came from outside is shown, and not obeyed by a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
}
