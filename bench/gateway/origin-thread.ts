/** Regions that cost next to nothing: the same answers to all requests, on raw sockets. */
import { createServer, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { REGION_IDS } from '../../planet/cities.ts'
import { formatBookmark } from '../../protocol/bookmark.ts'
import { BOOKMARK, DATA, type DataSource, POSITION, REGION, SERVER_TIMING } from '../../protocol/headers.ts'
import { formatStanding } from '../../protocol/position.ts'
import { createFramer } from '../load/framer.ts'
import { DOWNLOAD_PATH, MEGABYTE, NEAR, SEEN } from './origin.ts'

const [PRIMARY = ''] = REGION_IDS
const PRODUCT = JSON.stringify({
  id: '019b76da-a800-7000-8000-000000000000',
  ...{ name: 'Plain steel kettle', priceCents: 4599, stock: 100_000 },
})
const RECEIPTS: Readonly<Record<DataSource, string>> = {
  local: 'app;dur=0.3, db;desc="replica";dur=0.4',
  waited: '',
  primary: 'app;dur=0.3, db;desc="replica";dur=0, wan;desc="1 rtt";dur=187.2',
}

/** With all that the regional app says of itself. */
function answer(
  line: string,
  region: string,
  data: DataSource,
  body: string | Buffer,
  type = 'application/json',
): Buffer {
  const role = region === PRIMARY ? 'primary' : 'replica'
  const head = [
    `HTTP/1.1 ${line}`,
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `${REGION}: ${region}`,
    `${DATA}: ${data}`,
    `${BOOKMARK}: ${formatBookmark({ ...SEEN, issuedMs: Date.now() }, workerData)}`,
    `${POSITION}: ${formatStanding({ role, position: SEEN, ageMs: 12 })}`,
    `${SERVER_TIMING}: ${RECEIPTS[data]}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}

const FOUND = answer('200 OK', NEAR, 'local', PRODUCT)
const WRITTEN = answer('201 Created', NEAR, 'primary', PRODUCT)
const MUCH = answer('200 OK', NEAR, 'local', Buffer.alloc(MEGABYTE, 'nearside '), 'application/octet-stream')
/** The others are only probed. So far off that no queue of this bench makes them look nearer. */
const FAR_MS = 1_000
const FAR = REGION_IDS.filter((id) => id !== NEAR).map((id) => ({
  host: `\r\nhost: ${id}.`,
  ready: answer('200 OK', id, id === PRIMARY ? 'primary' : 'local', '{"ready":true}'),
}))

function reply(socket: Socket, head: string): void {
  const far = FAR.find(({ host }) => head.toLowerCase().includes(host))
  if (far) setTimeout(() => socket.write(far.ready), FAR_MS)
  else if (!head.startsWith('GET ')) socket.write(WRITTEN)
  else socket.write(head.startsWith(`GET ${DOWNLOAD_PATH} `) ? MUCH : FOUND)
}

const server = createServer({ noDelay: true }, (socket) => {
  const framer = createFramer('requests')
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    for (const head of framer.push(chunk)) reply(socket, head)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined)
})
