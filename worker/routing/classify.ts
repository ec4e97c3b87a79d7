/** What kind of request is this, and which rule says so? Pure: no I/O, no clock, no randomness. */
import type { Intent } from '../../protocol/intent.ts'
import type { MeshConfig } from '../config.ts'
import type { RequestFacts } from '../facts.ts'
import { matches } from './match.ts'
import { isOwnPath } from './own-path.ts'
import { matchesPath } from './path-pattern.ts'

export type Classified =
  /** Nothing of the app: a static file's path that no file answers, or a path of the gateway's own. */
  { readonly kind: 'missing' } | AppRequest

export type AppRequest = {
  readonly kind: 'app'
  readonly intent: Intent
  /** `home` goes straight to the primary's region. */
  readonly via: 'nearest' | 'home'
  /** The regions that may serve it; undefined: all. */
  readonly only: readonly string[] | undefined
  /** The regions to try first, in this order, while they are well. */
  readonly prefer: readonly string[]
  /** The region to try first while its circuit is closed. */
  readonly pin: string | undefined
  /** Whether a write may be sent again, with its key, where its outcome is unknown. */
  readonly retries: boolean
  /** Why: the method, or the rule by its id or its index. */
  readonly reason: string
}

/** RFC 9110 section 9.2.1, without TRACE: what a region could not tell from a write is one. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

export function classify(config: MeshConfig, facts: RequestFacts): Classified {
  if (isOwnPath(facts.path)) return { kind: 'missing' }
  const index = config.routes.findIndex((rule) => matches(rule, facts))
  const rule = config.routes[index]
  // A rule that fits makes its path the app's; one about a place says nothing about what is at a path.
  const isAppPath = () => rule?.path !== undefined || config.app.some((app) => matchesPath(app, facts.path))
  if ((facts.method === 'GET' || facts.method === 'HEAD') && !isAppPath()) return { kind: 'missing' }
  return {
    kind: 'app',
    intent: rule?.intent ?? (SAFE_METHODS.includes(facts.method) ? 'read' : 'write'),
    via: rule?.via ?? 'nearest',
    only: rule?.only,
    prefer: rule?.prefer ?? [],
    pin: rule?.pin,
    retries: rule?.retries ?? true,
    reason: rule ? `rule ${rule.id ?? index}` : `method ${facts.method}`,
  }
}
