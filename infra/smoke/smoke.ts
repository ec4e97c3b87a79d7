/** What a region's slot has to do before it gets the traffic. Reads alone: what is tried in production leaves no orders there. */
import { BOOKMARK, DATA, REGION, SERVER_TIMING } from '../../protocol/headers.ts'
import { parseServerTiming } from '../../protocol/server-timing.ts'
import type { SigningKey } from '../../protocol/signature.ts'
import type { SmokeOptions } from './arguments.ts'
import { type Answer, type Ask, answerText, createAsk, fieldsOf } from './ask.ts'
import type { Check } from './check.ts'
import { checkReady } from './ready.ts'

/** The first check waits; where it fails, the others would tell of another release. */
export async function smoke(options: SmokeOptions, key: SigningKey): Promise<readonly Check[]> {
  const { origin, slot, region, path, release, timeoutMs, intervalMs } = options
  const ask = createAsk({ origin, slot, key })
  const ready = await checkReady(ask, { region, release, timeoutMs, intervalMs })
  if (!ready.ok) return [ready]
  return [
    ready,
    await checkLive(ask),
    await checkRefused(ask, 'unsigned', path, 'signature-missing'),
    await checkRefused(ask, 'other region', path, 'signature-other-region', NOWHERE),
    await checkRead(ask, region, path),
  ]
}

/** No airport has it. */
const NOWHERE = 'zzz'

async function checkLive(ask: Ask): Promise<Check> {
  const answer = await ask({ path: '/livez' })
  const ok = answer.kind === 'answer' && answer.status === 200 && fieldsOf(answer.body).status === 'ok'
  return { name: 'live', ok, expected: '200 ok from /livez, unsigned', found: answerText(answer) }
}

async function checkRefused(
  ask: Ask,
  name: string,
  path: string,
  slug: string,
  signedFor?: string,
): Promise<Check> {
  const answer = await ask({ path, ...(signedFor === undefined ? {} : { signedFor }) })
  const type = answer.kind === 'answer' ? fieldsOf(answer.body).type : undefined
  const ok = answer.kind === 'answer' && answer.status === 401 && type === `urn:nearside:problem:${slug}`
  return { name, ok, expected: `401 ${slug}`, found: answerText(answer) }
}

async function checkRead(ask: Ask, region: string, path: string): Promise<Check> {
  const answer = await ask({ path, signedFor: region })
  const missing = missingOf(answer, region)
  const expected = `200 and JSON from ${path}, answered by ${region} from its data, with a receipt and a bookmark`
  return {
    name: 'read',
    ok: missing.length === 0,
    expected,
    found: [answerText(answer), ...missing].join('; '),
  }
}

function missingOf(answer: Answer, region: string): readonly string[] {
  if (answer.kind === 'none') return ['nothing to look at']
  const { status, headers, body } = answer
  const metrics = parseServerTiming(headers.get(SERVER_TIMING)).map(({ name }) => name)
  const told = (name: string) => `${name} ${headers.get(name) ?? 'is missing'}`
  return [
    ...(status === 200 && body !== undefined ? [] : ['no JSON with 200']),
    ...(headers.get(REGION) === region ? [] : [told(REGION)]),
    ...(['local', 'waited', 'primary'].includes(headers.get(DATA) ?? '') ? [] : [told(DATA)]),
    ...(['app', 'db'].every((name) => metrics.includes(name)) ? [] : [told(SERVER_TIMING)]),
    ...(headers.has(BOOKMARK) ? [] : [told(BOOKMARK)]),
  ]
}
