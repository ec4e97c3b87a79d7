import { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/**
 * A socket that reads on when it can write no more. A server may answer before it has read everything, and close:
 * then a write fails while the answer is still unread, and a plain socket would throw it away.
 * The failure shows when there is nothing left to read.
 */
export class PatientSocket extends Socket {
  #failure: Error | undefined

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    super._write(chunk, encoding, this.#remember(done))
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void {
    super._writev?.(chunks, this.#remember(done))
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk !== null || !this.#failure) return super.push(chunk, encoding)
    this.destroy(this.#failure)
    return false
  }

  #remember(done: Done): Done {
    return (error) => {
      this.#failure ??= error ?? undefined
      done()
    }
  }
}
