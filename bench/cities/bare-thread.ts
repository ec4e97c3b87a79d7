/** A server of HTTP that does nothing: what an exchange over a distance takes by itself. */
import { createServer } from 'node:http'
import { parentPort } from 'node:worker_threads'

/** As long as the answer to a read of one product. */
const BODY = JSON.stringify({ id: '019b76da-a800-7000-8000-000000000000', name: 'x'.repeat(200) })

const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(BODY)
})
// A connection outlives a round of writes.
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(address !== null && typeof address === 'object' ? address.port : 0)
})
