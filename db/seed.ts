import { createHash } from 'node:crypto'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { UUID } from 'uuidv7'
import { runWithDatabaseUrl } from './command.ts'
import { type Product, products } from './schema.ts'
import { GOODS, MATERIALS, STYLES } from './seed-words.ts'
import { verified } from './tls.ts'

/** Enough for every benchmark and test that orders without restocking. */
const STOCK = 100_000
const FIRST_CREATED_MS = Date.UTC(2026, 0, 1)

/** Puts the thousand seeded products there; those that are there already stay as they are. */
export async function seed(url: string): Promise<void> {
  const [address, tls] = verified(url)
  const sql = postgres(address, {
    ...tls,
    max: 1,
    connection: { application_name: 'nearside-seed' },
  })
  try {
    await drizzle(sql).insert(products).values(seededProducts()).onConflictDoNothing()
  } finally {
    await sql.end()
  }
}

/** @returns the same thousand products every time, in the order of their ids. */
export function seededProducts(): Product[] {
  const names = STYLES.flatMap((style) =>
    MATERIALS.flatMap((material) =>
      GOODS.map((good) => ({ name: `${style} ${material} ${good.name}`, good })),
    ),
  )
  return names.map(({ name, good }, index) => {
    const hash = createHash('sha256').update(name).digest()
    const steps = hash.readUInt16BE(0) % 40
    return {
      id: seededId(FIRST_CREATED_MS + index * 1000, hash),
      name,
      priceCents: good.fromCents + Math.round((good.fromCents * steps) / 4000) * 100 - 1,
      stock: STOCK,
    }
  })
}

/** A UUIDv7 (RFC 9562) of that time whose random bits come from the hash. */
function seededId(createdMs: number, hash: Buffer): string {
  return UUID.fromFieldsV7(
    createdMs,
    hash.readUInt16BE(2) & 0xfff,
    hash.readUInt32BE(4) & 0x3fff_ffff,
    hash.readUInt32BE(8),
  ).toString()
}

if (import.meta.main) await runWithDatabaseUrl(seed)
