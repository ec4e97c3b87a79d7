import type { LinkFault } from './fault.ts'

/** From the main thread to the thread of the links. */
export type LinkCommand =
  | { readonly kind: 'open'; readonly id: number; readonly rttMs: number; readonly targetPort: number }
  /** `done` is set to 1 and notified once the fault is in force. */
  | {
      readonly kind: 'fault'
      readonly id: number
      readonly fault: LinkFault | undefined
      readonly done: Int32Array<SharedArrayBuffer>
    }
  | { readonly kind: 'close'; readonly id: number }

/** And back. */
export type LinkEvent =
  | { readonly kind: 'opened'; readonly id: number; readonly port: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'closed'; readonly id: number }
