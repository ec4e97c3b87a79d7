const PARTS = [
  { kind: 'client', label: 'client to edge' },
  { kind: 'edge', label: 'gateway' },
  { kind: 'net', label: 'edge to region' },
  { kind: 'app', label: 'app' },
  { kind: 'wait', label: 'wait for the replica' },
  { kind: 'db', label: 'database' },
  { kind: 'wan', label: 'to the primary' },
] as const

/** What the colours of a waterfall mean. */
export function ReceiptKey() {
  return (
    <ul className="parts receipt-key">
      {PARTS.map(({ kind, label }) => (
        <li key={kind}>
          <i className={`swatch part-${kind}`} />
          {label}
        </li>
      ))}
      <li>
        <i className="swatch swatch-floor" />
        floor: light in fibre
      </li>
    </ul>
  )
}
