import * as v from 'valibot'
import { REGION_ID } from '../protocol/region-id.ts'
import type { SigningKey } from '../protocol/signature.ts'
import { parseSigningKeys } from '../protocol/signing-keys.ts'

/** The environment of a region's process, checked: every variable stands in {@link Environment}. */
export type Config = v.InferOutput<typeof Environment>

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  /** One line for each bad variable. */
  | { readonly ok: false; readonly errors: readonly string[] }

/** Reads the whole environment at once, so that one start shows every error. Secrets are not repeated in errors. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  // Every key is there, if undefined: then a missing variable tells what was expected like a bad one.
  const named = Object.fromEntries(Object.keys(Environment.entries).map((name) => [name, env[name]]))
  const parsed = v.safeParse(Environment, named)
  if (parsed.success) return { ok: true, config: parsed.output }
  const errors = parsed.issues.map((issue) => {
    const name = v.getDotPath(issue) ?? ''
    return env[name] === undefined
      ? `${name} is missing, ${issue.message}`
      : `${name} is bad, ${issue.message}`
  })
  return { ok: false, errors }
}

function integer(from: number, to: number) {
  const message = `expected an integer from ${from} to ${to}`
  return v.pipe(
    v.string(message),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(from, message),
    v.maxValue(to, message),
  )
}

const POSTGRES_URLS = 'expected postgres:// URLs with commas between'
const SSL_MODE =
  "expected URLs with no sslmode, or sslmode=verify-full: what others check is each driver's own idea"
const SSL_MODES = new Set([undefined, 'disable', 'verify-full'])
const SSL_ROOT = 'expected sslmode=verify-full beside sslrootcert'
const postgresUrls = v.pipe(
  v.string(POSTGRES_URLS),
  v.transform((text) => text.split(',').map((url) => url.trim())),
  v.everyItem((url) => /^postgres(?:ql)?:$/.test(URL.parse(url)?.protocol ?? ''), POSTGRES_URLS),
  v.everyItem((url) => SSL_MODES.has(sslModeOf(url)), SSL_MODE),
  v.everyItem((url) => sslModeOf(url) === 'verify-full' || !hasRoot(url), SSL_ROOT),
)

function sslModeOf(url: string): string | undefined {
  return URL.parse(url)?.searchParams.get('sslmode') ?? undefined
}

function hasRoot(url: string): boolean {
  return URL.parse(url)?.searchParams.has('sslrootcert') ?? false
}

const bookmarkKeys = v.pipe(
  v.string('expected id:base64 of 32 bytes, the first one signs'),
  v.rawTransform<string, readonly [SigningKey, ...SigningKey[]]>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseSigningKeys(dataset.value)
    if (parsed.ok) return parsed.keys
    addIssue({ message: parsed.error })
    return NEVER
  }),
)

const signingKeys = v.pipe(
  v.string('expected id:base64 of 32 bytes, several with commas between'),
  v.rawTransform<string, ReadonlyMap<string, SigningKey>>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseSigningKeys(dataset.value)
    if (parsed.ok) return new Map(parsed.keys.map((key) => [key.id, key]))
    addIssue({ message: parsed.error })
    return NEVER
  }),
)

const HTTP_URL = 'expected an http:// or https:// URL'
const httpUrl = v.pipe(
  v.string(HTTP_URL),
  v.check((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), HTTP_URL),
)

const SHARE = 'expected a number from 0 to 1'
const share = v.pipe(v.string(SHARE), v.regex(/^(?:0|1|0?\.\d{1,9}|1\.0{1,9})$/, SHARE), v.transform(Number))

const RELEASE = 'expected 1 to 128 letters, digits and . _ + -, such as 1.4.2'
const REGION = 'expected an IATA code in lower case, such as bom'
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/**
 * The URLs are of logins in the group roles of db/migrations. DATABASE_READ_URL: the region's own servers, each by an
 * address of its own. DATABASE_WRITE_URL: the servers that may be the primary, or the one name that stands for it.
 */
const Environment = v.object({
  REGION: v.pipe(v.string(REGION), v.regex(REGION_ID, REGION)),
  RELEASE: v.optional(v.pipe(v.string(), v.regex(/^[\w.+-]{1,128}$/, RELEASE))),
  PORT: integer(0, 65_535),
  HOST: v.optional(v.pipe(v.string(), v.nonEmpty('expected an address to listen on')), '0.0.0.0'),
  DATABASE_READ_URL: postgresUrls,
  DATABASE_WRITE_URL: postgresUrls,
  SIGNING_KEYS: signingKeys,
  BOOKMARK_KEYS: bookmarkKeys,
  LOG_LEVEL: v.optional(v.picklist(LEVELS, `expected one of ${LEVELS.join(', ')}`), 'info'),
  DRAIN_GRACE_MS: v.optional(integer(0, 600_000), '2000'),
  DRAIN_TIMEOUT_MS: v.optional(integer(0, 600_000), '10000'),
  WRITE_CONNECTIONS: v.optional(integer(1, 100), '8'),
  METRICS_PORT: v.optional(integer(0, 65_535)),
  METRICS_HOST: v.optional(v.pipe(v.string(), v.nonEmpty('expected an address to listen on')), '127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: v.optional(httpUrl),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: v.optional(httpUrl),
  OTEL_TRACES_SAMPLER_ARG: v.optional(share, '1'),
  OTEL_BSP_SCHEDULE_DELAY: v.optional(integer(0, 600_000), '2000'),
})
