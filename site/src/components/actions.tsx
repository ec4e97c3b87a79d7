import type { Action } from '../receipt/receipt.ts'
import './actions.css'

type Props = {
  readonly busy: Action | undefined
  readonly hasOrder: boolean
  readonly run: (action: Action) => Promise<void>
}

type Choice = { readonly action: Action; readonly title: string; readonly hint: string }

const CHOICES: readonly Choice[] = [
  { action: 'read', title: 'Read a product', hint: 'nearest replica' },
  { action: 'order', title: 'Place an order', hint: 'one round trip' },
  { action: 'note', title: 'Add a note', hint: 'one round trip' },
  { action: 'cancel', title: 'Cancel the order', hint: 'one replay' },
]

export function Actions({ busy, hasOrder, run }: Props) {
  return (
    <fieldset className="actions">
      <legend className="visually-hidden">Send a request</legend>
      {CHOICES.map(({ action, title, hint }) => (
        <button
          key={action}
          type="button"
          className={action === 'read' || action === 'order' ? 'button button-strong' : 'button'}
          disabled={!hasOrder && (action === 'note' || action === 'cancel')}
          // While a request is under way the button stays in the tab order, so that the focus is not lost.
          aria-disabled={busy !== undefined}
          aria-busy={busy === action}
          onClick={() => void run(action)}
        >
          <span className="button-title">{title}</span>
          <span className="button-hint">{hint}</span>
        </button>
      ))}
    </fieldset>
  )
}
