/**
 * `node regional-app/ready.ts [ORIGIN]` asks a region whether it is ready, with the environment of its app: the image's health
 * check, and a smoke test where ORIGIN is a Service's. Ends with 1 where the region is not ready, or where another
 * release has answered than RELEASE says.
 */
import { FORWARDED, INTENT, REGION } from '../protocol/headers.ts'
import { sign } from '../protocol/signature.ts'
import { type Config, readConfig } from './config.ts'

const TIMEOUT_MS = 4_000

/** @returns what is wrong, or undefined where the region is ready. */
export async function notReady(
  { REGION: region, RELEASE: release, SIGNING_KEYS: keys }: Config,
  origin: string,
): Promise<string | undefined> {
  const url = `${origin.replace(/\/$/, '')}/readyz`
  const headers = new Headers({ [INTENT]: 'read', [REGION]: region, [FORWARDED]: 'for=127.0.0.1' })
  const [key] = keys.values()
  if (key) sign({ method: 'GET', url, headers }, key, Date.now())
  try {
    const response = await fetch(url, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await response.text()
    if (!response.ok) return `${url} answers ${response.status}: ${text}`
    const found: { release?: unknown } = JSON.parse(text)
    if (release === undefined || found.release === release) return undefined
    return `${url} is of another release: expected ${release}, found ${found.release ?? 'none'}`
  } catch (error) {
    return `${url} does not answer: ${error instanceof Error ? (error.cause ?? error) : error}`
  }
}

if (import.meta.main) {
  const read = readConfig(process.env)
  const wrong = read.ok
    ? await notReady(read.config, process.argv[2] ?? `http://127.0.0.1:${read.config.PORT}`)
    : read.errors.join('\n')
  if (wrong !== undefined) {
    console.error(wrong)
    process.exitCode = 1
  }
}
