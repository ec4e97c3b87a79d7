/** One exchange with the server on a connection of the read path: bytes out in one write, answers in until it is ready again. */
import type pg from 'pg'
import { type Column, columnOf } from './read-values.ts'

/** A row's values as Postgres writes them. */
export type Fields = readonly (string | null)[]

export type Answer = {
  readonly rows: readonly Fields[]
  /** The command tag: `SELECT 1`. */
  readonly command: string
}

export type Exchanged = {
  /** Of a statement that was described. */
  readonly columns: readonly Column[]
  /** Of each statement that was executed, in their order. */
  readonly answers: readonly Answer[]
}

/**
 * @param bytes up to and with one Sync.
 * @throws the server's error; a {@link ConnectionLost} where the connection is lost, a {@link NeverSent} where it was before.
 */
export function exchange(client: pg.Client, bytes: Uint8Array): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    client.query(new Exchange(bytes, resolve, reject))
  })
}

export class ConnectionLost extends Error {
  readonly code = 'CONNECTION_CLOSED'
}

/** Before anything of it was sent. */
export class NeverSent extends ConnectionLost {}

/** The driver's own error for a connection that has ended has no code to tell it by. */
export function coded(error: unknown): unknown {
  const isCoded = !(error instanceof Error) || ('code' in error && error.code !== undefined)
  return isCoded ? error : new ConnectionLost(error.message, { cause: error })
}

/** A query that writes its own messages, as the driver lets pg-cursor do. */
class Exchange implements Exchanged {
  columns: readonly Column[] = []
  readonly answers: Answer[] = []
  private rows: Fields[] = []
  private isSent = false
  private readonly bytes: Uint8Array
  private readonly resolve: (exchanged: Exchanged) => void
  private readonly reject: (error: unknown) => void

  constructor(bytes: Uint8Array, resolve: Exchange['resolve'], reject: Exchange['reject']) {
    this.bytes = bytes
    this.resolve = resolve
    this.reject = reject
  }

  submit({ stream }: pg.Connection): void {
    this.isSent = true
    stream.write(this.bytes)
  }

  handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    this.columns = fields.map(({ name, dataTypeID }) => columnOf(name, dataTypeID))
  }

  handleDataRow({ fields }: { fields: Fields }): void {
    this.rows.push(fields)
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.answers.push({ rows: this.rows, command: text })
    this.rows = []
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' })
  }

  handlePortalSuspended(): void {}

  handleCopyInResponse(connection: { sendCopyFail(why: string): void }): void {
    connection.sendCopyFail('a read takes no data')
  }

  handleCopyData(): void {}

  handleError(error: unknown): void {
    this.reject(
      this.isSent ? coded(error) : new NeverSent('the connection was lost before the read', { cause: error }),
    )
  }

  handleReadyForQuery(): void {
    this.resolve(this)
  }
}
