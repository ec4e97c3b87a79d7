type Props = {
  readonly verb: string
  /** What it is done to: clear to the eye by where the button stands. */
  readonly what: string
  readonly onClick: () => void
}

/** Opens the dialog of a change. */
export function ActionButton({ verb, what, onClick }: Props) {
  return (
    <button type="button" className="small-button" onClick={onClick}>
      {verb}
      <span className="visually-hidden"> {what}</span>
      <span aria-hidden="true">…</span>
    </button>
  )
}
