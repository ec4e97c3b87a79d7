import type { Socket } from 'node:net'

/**
 * Ends a TCP connection with a reset, now. `socket.resetAndDestroy()` waits for what is still to be written, which
 * a peer that reads nothing holds up for ever, and half-closes first, which a peer may take for a good end. So this
 * sets the flag that it sets, and destroys.
 */
export function resetNow(socket: Socket & { resetAndClosing?: boolean }): void {
  if (socket.destroyed) return
  const halfClosing = socket.writableEnded && !socket.writableFinished
  socket.resetAndClosing = !socket.connecting && !socket.pending && !halfClosing
  socket.destroy()
}
