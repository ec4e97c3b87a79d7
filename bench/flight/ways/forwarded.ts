/** The write as a whole goes to where the primary is, as one HTTP request; its transaction is local there. */
import { BenchError } from '../../bench-error.ts'
import { openClient } from '../../client.ts'
import type { Connection } from '../way.ts'

export function openForwarded(appUrl: string): Connection {
  const client = openClient(new URL(appUrl))
  return {
    async commit(commit) {
      const { status, body } = await client.send('/commit', { method: 'POST', json: commit })
      if (status !== 200) throw new BenchError(`A forwarded write was answered ${status}: ${body}`)
    },
    async close() {
      client.close()
    },
  }
}
