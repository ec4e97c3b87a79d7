import type { Asked } from '../receipt/receipt.ts'

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g

/** `GET /api/products/019a…4c1f 200`. */
export function RequestLine({ asked, status }: { readonly asked: Asked; readonly status?: number }) {
  return (
    <code className="request-line" title={`${asked.method} ${asked.path}`}>
      <b>{asked.method}</b> {asked.path.replaceAll(UUID, (id) => `${id.slice(0, 4)}…${id.slice(-4)}`)}
      {status !== undefined && <span> {status}</span>}
    </code>
  )
}
