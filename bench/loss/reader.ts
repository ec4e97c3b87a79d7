import type { Client } from '../client.ts'

export type Reads = {
  readonly reads: number
  readonly failedReads: number
  readonly slowestReadMs: number
  /** In words, why. */
  readonly failures: readonly string[]
}

/** One client that reads one product after the other, each once: what fails is not asked again. */
export async function readUntil(client: Client, over: AbortSignal): Promise<Reads> {
  const list = await client.send('/api/products?limit=100')
  const { items } = JSON.parse(list.body.toString()) as { items: readonly { readonly id: string }[] }
  const failures: string[] = []
  let reads = 0
  let slowestReadMs = 0
  while (!over.aborted) {
    const id = items[reads % items.length]?.id
    reads++
    try {
      const { status, ms, body } = await client.send(`/api/products/${id}`)
      if (status !== 200) failures.push(`a read: status ${status}, expected 200`)
      else if (idIn(body) !== id) failures.push(`a read: product ${idIn(body)}, expected ${id}`)
      slowestReadMs = Math.max(slowestReadMs, ms)
    } catch (error) {
      failures.push(`a read: ${String(error)}`)
    }
  }
  return { reads, failedReads: failures.length, slowestReadMs, failures }
}

function idIn(body: Buffer): string | undefined {
  return (JSON.parse(body.toString()) as { readonly id?: string }).id
}
