/** Sends back what it gets. */
import { createServer } from 'node:net'
import { parentPort } from 'node:worker_threads'

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined)
  socket.pipe(socket)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(address !== null && typeof address === 'object' ? address.port : 0)
})
