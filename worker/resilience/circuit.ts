/**
 * One region's circuit, as one isolate sees it.
 *
 *   closed --(3 failures in a row)--> open --(a probe sets out)--> half-open --(it succeeds)--> closed
 *                                       ^-------------(it fails)-------'
 *
 * A region with an open circuit is tried last, never left out. Pure: no I/O, no clock, no randomness.
 */
export type Circuit =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly sinceMs: number }
  | { readonly state: 'half-open'; readonly sinceMs: number }

export const CLOSED: Circuit = { state: 'closed', failures: 0 }

const FAILURES_TO_OPEN = 3
/** How long a circuit that no probe can close stays open. */
const TRIAL_AFTER_MS = 10_000

export function onSuccess(): Circuit {
  return CLOSED
}

export function onFailure(circuit: Circuit, nowMs: number): Circuit {
  switch (circuit.state) {
    case 'closed': {
      const failures = circuit.failures + 1
      return failures >= FAILURES_TO_OPEN ? { state: 'open', sinceMs: nowMs } : { state: 'closed', failures }
    }
    case 'half-open':
    case 'open':
      return { state: 'open', sinceMs: circuit.sinceMs }
  }
}

export function onProbe(circuit: Circuit): Circuit {
  return circuit.state === 'open' ? { state: 'half-open', sinceMs: circuit.sinceMs } : circuit
}

/** For a circuit that no probe can close: in time it closes by itself, and one more failure opens it again. */
export function onTrial(circuit: Circuit, nowMs: number): Circuit {
  if (circuit.state === 'closed' || nowMs - circuit.sinceMs < TRIAL_AFTER_MS) return circuit
  return { state: 'closed', failures: FAILURES_TO_OPEN - 1 }
}
