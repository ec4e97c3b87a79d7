/** Asks one way in, or all that have reported, and says why where no answer is to be had. */
import type { IsolateView, World } from '../protocol/operators/status.ts'
import type { Sighting } from './convergence.ts'
import { CliFailure } from './exit.ts'
import { type Gateway, Refusal } from './gateway-client.ts'

export type Way = { readonly name: string; readonly url?: string; readonly city?: string }

export type Heard<T> =
  | { readonly kind: 'told'; readonly value: T }
  /** The deployment has nothing that could tell. */
  | { readonly kind: 'none' }
  | { readonly kind: 'trouble'; readonly why: string }

/** Those of a planet or the gateway's own, and those that the operator names. */
export async function waysIn(gateway: Gateway, at: readonly string[]): Promise<readonly Way[]> {
  const planet = await gateway.planet()
  const here = planet ? planet.cities.map(({ id }) => ({ name: id, city: id })) : [{ name: gateway.url }]
  return [...here, ...at.map((url) => ({ name: url, url }))]
}

export function askWay(gateway: Gateway, way: Way, until: AbortSignal): Promise<Heard<Sighting>> {
  return heard(until, async (signal) => {
    const { url, city } = way
    return sightingOf(await gateway.ask<IsolateView>('/_nearside/status', { url, city, signal }), way.name)
  })
}

/** What all have reported within the last minute. That nobody has is no answer: the gateway that is asked reports, too. */
export function askWorld(gateway: Gateway, until: AbortSignal): Promise<Heard<readonly Sighting[]>> {
  return heard(until, async (signal) => {
    const { atMs, views } = await gateway.ask<World>('/_nearside/world', { signal })
    const recent = views.filter((view) => atMs - view.atMs <= RECENT_MS)
    if (recent.length === 0) throw new CliFailure('no city has reported lately')
    return recent.map((view) => sightingOf(view, view.isolate))
  })
}

/** A city that does not answer must not keep the others waiting. */
const ASK_TIMEOUT_MS = 5000
/** What an isolate said longer ago says nothing of now. */
const RECENT_MS = 60_000

async function heard<T>(until: AbortSignal, ask: (signal: AbortSignal) => Promise<T>): Promise<Heard<T>> {
  try {
    const value = await ask(AbortSignal.any([until, AbortSignal.timeout(ASK_TIMEOUT_MS)]))
    return { kind: 'told', value }
  } catch (error) {
    if (error instanceof Refusal && error.body.type?.endsWith(NO_OBSERVATORY)) return { kind: 'none' }
    return { kind: 'trouble', why: whyOf(error) }
  }
}

const NO_OBSERVATORY = 'no-observatory'

function whyOf(error: unknown): string {
  if (error instanceof Refusal) {
    const { status, body, againS } = error
    const what = WORDS[status] ?? body.title ?? ''
    return [status, what].filter(Boolean).join(' ') + (againS ? `, again in ${againS} s` : '')
  }
  if (!(error instanceof CliFailure)) return 'something else than expected'
  return error.message.replace(/[.]$/, '')
}

const WORDS: Readonly<Record<number, string>> = {
  401: 'the token is not known there',
  429: 'too many failures from this address',
}

function sightingOf(view: IsolateView, otherwise: string): Sighting {
  const { isolate, epoch, atMs, overlay, colo } = view
  return { city: colo ?? otherwise, isolate, revision: overlay.revision, epoch, atMs }
}
