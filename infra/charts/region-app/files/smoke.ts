/**
 * Asks the app's Services, from inside the cluster, whether the releases that run there answer, each of them ready, and
 * none of them without a signature. It runs in the app's own image, mounted beside its files: templates/_smoke.tpl.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { FORWARDED, INTENT, REGION } from '../../../../protocol/headers.ts'
import { type SigningKey, sign } from '../../../../protocol/signature.ts'
import { parseSigningKeys } from '../../../../protocol/signing-keys.ts'

type Smoke = {
  readonly region: string
  readonly key: SigningKey
  /** URLs. */
  readonly services: readonly string[]
  /** The versions of the slots that run. */
  readonly releases: readonly string[]
  readonly timeoutMs: number
}

const BETWEEN_MS = 500
const ANSWER_MS = 5_000

const wrong = await smoke(readEnvironment(process.env))
console.log(wrong ?? 'every release answers and is ready')
process.exitCode = wrong === undefined ? 0 : 1

/** @returns what is still wrong when the time is up: a Service follows its selector, but not at once. */
async function smoke(smoke: Smoke): Promise<string | undefined> {
  const endMs = performance.now() + smoke.timeoutMs
  for (;;) {
    const wrong = await look(smoke).catch(String)
    if (wrong === undefined || performance.now() + BETWEEN_MS > endMs) return wrong
    await delay(BETWEEN_MS)
  }
}

async function look({ region, key, services, releases }: Smoke): Promise<string | undefined> {
  const seen = new Set<unknown>()
  for (const service of services) {
    const alive = await ask(`${service}/livez`)
    if (alive.status !== 200) return `${service}/livez: expected 200, found ${alive.status}`
    const url = `${service}/readyz`
    const unsigned = await ask(url)
    if (unsigned.status !== 401) return `${url}: expected 401 without a signature, found ${unsigned.status}`
    const headers = new Headers({ [INTENT]: 'read', [REGION]: region, [FORWARDED]: 'for=127.0.0.1' })
    sign({ method: 'GET', url, headers }, key, Date.now())
    const { status, text } = await ask(url, headers)
    if (status !== 200) return `${url}: expected 200, found ${status} ${text}`
    const ready: unknown = JSON.parse(text)
    const release = typeof ready === 'object' && ready && 'release' in ready ? ready.release : undefined
    if (!releases.some((each) => each === release)) {
      return `${url}: expected the release ${releases.join(' or ')}, found ${release}`
    }
    seen.add(release)
  }
  const missing = releases.filter((release) => !seen.has(release))
  return missing.length === 0 ? undefined : `no Service answers with the release ${missing.join(', ')}`
}

/** By a connection of its own: one that is kept leads to the pod of the time when it was made. */
async function ask(url: string, headers = new Headers()): Promise<{ status: number; text: string }> {
  headers.set('connection', 'close')
  const answer = await fetch(url, {
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error: Error) => {
    throw new Error(`${url}: ${error.cause ?? error}`)
  })
  return { status: answer.status, text: await answer.text() }
}

function readEnvironment(env: Readonly<Record<string, string | undefined>>): Smoke {
  const read = (name: string) => env[name] || fail(`${name} is missing`)
  const parsed = parseSigningKeys(read('SIGNING_KEYS'))
  if (!parsed.ok) return fail(`SIGNING_KEYS: ${parsed.error}`)
  return {
    region: read('REGION'),
    key: parsed.keys[0],
    services: read('SERVICES').split(','),
    releases: read('RELEASES').split(','),
    timeoutMs: Number(read('TIMEOUT_MS')),
  }
}

function fail(what: string): never {
  console.error(what)
  process.exit(1)
}
