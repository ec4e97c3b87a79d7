/**
 * Question: what does one signed request cost the gateway (sign) and a region (verify), by algorithm and by code?
 * Run: `npm run bench -- signature`. Decides docs/decisions/0002-signature.md.
 */
import { createHmac, createSecretKey, timingSafeEqual, webcrypto } from 'node:crypto'
import Table from 'cli-table3'
import {
  createSignature,
  webcrypto as ed25519,
  type Signer,
  type Verifier,
  verifySignature,
} from 'http-message-sig'
import {
  FORWARDED,
  IDEMPOTENCY_KEY,
  INTENT,
  REGION,
  SIGNATURE,
  SIGNATURE_INPUT,
} from '../protocol/headers.ts'
import { MAX_AGE_S, sign, verify } from '../protocol/signature.ts'

const ROUNDS = 5
const CALLS = 2000
const COMPONENTS = ['@method', '@path', '@query', INTENT, REGION, FORWARDED, IDEMPOTENCY_KEY]

export async function benchSignature(): Promise<void> {
  const secret = webcrypto.getRandomValues(new Uint8Array(32))
  const hmac = createSecretKey(secret)
  const digest = (data: Uint8Array) => createHmac('sha256', hmac).update(data).digest()
  const pair = (await webcrypto.subtle.generateKey('Ed25519', false, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair
  const variants: Variant[] = [
    ownProfile(secret),
    library('http-message-sig, HMAC-SHA256 (node:crypto)', {
      algorithm: 'hmac-sha256',
      sign: digest,
      verify: (data: Uint8Array, signature: Uint8Array) => timingSafeEqual(digest(data), signature),
    }),
    library('http-message-sig, Ed25519 (WebCrypto)', {
      ...ed25519.signer(pair.privateKey),
      ...ed25519.verifier(pair.publicKey),
    }),
  ]
  const samples = variants.map(() => ({ signUs: [] as number[], verifyUs: [] as number[] }))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, variant] of variants.entries()) {
      const message = await variant.signed()
      samples[index]?.signUs.push(await timeUs(variant.signed))
      samples[index]?.verifyUs.push(await timeUs(() => variant.verify(message)))
    }
  }
  const table = new Table({ head: ['median of 5 rounds', 'sign, µs', 'verify, µs'], style: { head: [] } })
  for (const [index, { name }] of variants.entries()) {
    table.push([name, median(samples[index]?.signUs ?? []), median(samples[index]?.verifyUs ?? [])])
  }
  console.log(table.toString())
}

type Message = { method: string; url: string; headers: Headers }
type Variant = {
  name: string
  signed: () => Promise<Message>
  verify: (message: Message) => Promise<unknown>
}

function ownProfile(secret: Uint8Array): Variant {
  const key = { id: 'k1', secret }
  const keys = new Map([['k1', key]])
  return {
    name: 'protocol/signature.ts, HMAC-SHA256',
    async signed() {
      const made = unsigned()
      sign(made, key, Date.now())
      return made
    },
    async verify(message) {
      if (!verify(message, keys, 'bom', Date.now()).ok) throw new Error('the signature was refused')
    },
  }
}

function library(name: string, crypto: Signer & Verifier): Variant {
  return {
    name,
    async signed() {
      const made = unsigned()
      const created = Math.floor(Date.now() / 1000)
      const fields = await createSignature(new Request(made.url, made), {
        components: COMPONENTS,
        parameters: { created, alg: crypto.algorithm, keyid: 'k1' },
        signer: crypto,
      })
      made.headers.set(SIGNATURE_INPUT, fields.signatureInput)
      made.headers.set(SIGNATURE, fields.signature)
      return made
    },
    async verify(message) {
      await verifySignature(new Request(message.url, message), {
        policy: {
          algorithms: [crypto.algorithm],
          requiredComponents: COMPONENTS,
          requiredParameters: ['created', 'keyid'],
          maxAge: MAX_AGE_S,
        },
        resolveVerifier: () => crypto,
      })
    },
  }
}

function unsigned(): Message {
  const headers = new Headers({
    [INTENT]: 'read',
    [REGION]: 'bom',
    [FORWARDED]: 'for=192.0.2.1;host="shop.example";proto=https',
    [IDEMPOTENCY_KEY]: '0199f7a2-6c1e-7c3f-9d4e-1f2a3b4c5d6e',
  })
  return { method: 'GET', url: 'https://bom.origin.example/api/products?limit=20', headers }
}

async function timeUs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  for (let call = 0; call < CALLS; call++) await work()
  return ((performance.now() - startedMs) / CALLS) * 1000
}

function median(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(0)
}
