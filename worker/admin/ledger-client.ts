/** The ledger, asked from a gateway: what is missing or does not answer is a problem. */
import type { Problem } from '../../protocol/problem.ts'
import type { Env } from '../env.ts'
import { LEDGER_NAME, type Ledger } from '../overlay/ledger.ts'
import { within } from '../overlay/within.ts'

export type LedgerResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem }

/** More than the ledger waits for KV. */
const TIMEOUT_MS = 10_000

export async function askLedger<T>(
  env: Env,
  ask: (ledger: DurableObjectStub<Ledger>) => Promise<T>,
): Promise<LedgerResult<T>> {
  const missing = (['LEDGER', 'OVERLAY'] as const).filter((name) => !env[name])
  if (!env.LEDGER || missing.length > 0) {
    const detail = `Expected the bindings LEDGER and OVERLAY of wrangler.toml, found no ${missing.join(' and no ')}.`
    return { ok: false, problem: { status: 503, title: 'No store is bound', slug: 'no-store', detail } }
  }
  try {
    return { ok: true, value: await within(TIMEOUT_MS, ask(env.LEDGER.getByName(LEDGER_NAME))) }
  } catch (error) {
    console.error(`the ledger does not answer: ${error}`)
    const detail = 'A change that was sent may or may not have been made: look before you send it again.'
    return {
      ok: false,
      problem: { status: 503, title: 'The ledger does not answer', slug: 'ledger', detail },
    }
  }
}
