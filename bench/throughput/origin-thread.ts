/** A region that costs next to nothing: the same answer to every request, on raw sockets. */
import { createServer } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { DATA, REGION, SERVER_TIMING } from '../../protocol/headers.ts'

const BODY = JSON.stringify({
  id: '019b76da-a800-7000-8000-000000000000',
  name: 'Plain steel kettle',
  priceCents: 4599,
  stock: 100_000,
})
const ANSWER = [
  'HTTP/1.1 200 OK',
  'content-type: application/json',
  `content-length: ${Buffer.byteLength(BODY)}`,
  `${REGION}: bom`,
  `${DATA}: local`,
  `${SERVER_TIMING}: app;dur=0.3, db;desc="replica";dur=0.4`,
  '',
  BODY,
].join('\r\n')

const server = createServer({ noDelay: true }, (socket) => {
  let received = ''
  socket.on('error', () => {})
  socket.setEncoding('latin1').on('data', (text: string) => {
    const heads = (received + text).split('\r\n\r\n')
    received = heads.pop() ?? ''
    if (heads.length > 0) socket.write(ANSWER.repeat(heads.length))
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined)
})
