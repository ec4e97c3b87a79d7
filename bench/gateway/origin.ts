/** The regions of this bench: a thread that answers as they would, at next to no cost. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Bookmark } from '../../protocol/bookmark.ts'
import type { SigningKey } from '../../protocol/signature.ts'

/** Where Mumbai's clients are answered from. */
export const NEAR = 'bom'
/** Where a megabyte comes from, and where one is taken. */
export const DOWNLOAD_PATH = '/api/exports/orders'
export const UPLOAD_PATH = '/api/imports/orders'
export const MEGABYTE = 1_000_000

/** What a client of the load has seen: its own order, which is everywhere by now. */
export const SEEN = {
  ...{ epoch: 0x5eed, timeline: 1, lsn: 0x3a5b_0000n },
  write: { tag: '0011223344556677', writtenMs: Date.now(), readSince: true },
} satisfies Omit<Bookmark, 'issuedMs'>

export type Origin = AsyncDisposable & { readonly port: number }

export async function openOrigin(bookmarkKey: SigningKey): Promise<Origin> {
  const thread = new Worker(new URL('./origin-thread.ts', import.meta.url), {
    name: 'origin',
    workerData: bookmarkKey,
  })
  const [port] = await once(thread, 'message')
  return { port, [Symbol.asyncDispose]: async () => void (await thread.terminate()) }
}
