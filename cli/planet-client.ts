/** Talks to a planet's front. */

import type { PlanetStatus } from '../planet/status.ts'
import type { Problem } from '../protocol/problem.ts'
import { CliFailure } from './exit.ts'
import { fetchNear } from './fetch-near.ts'
import { allPrintable } from './printable.ts'
import { whyUnanswered } from './unanswered.ts'

/** Healing restarts databases and waits for them. */
const TIMEOUT_MS = 90_000

/** A fault that makes no sense is wrong use, not a failure of the planet. */
const WRONG_FAULT_STATUS = 422

export function readStatus(url: string): Promise<PlanetStatus> {
  return ask(url, 'GET', '/_planet/status')
}

export function injectFault(url: string, fault: Readonly<Record<string, unknown>>): Promise<PlanetStatus> {
  return ask(url, 'POST', '/_planet/faults', fault)
}

export function healAll(url: string): Promise<PlanetStatus> {
  return ask(url, 'DELETE', '/_planet/faults')
}

async function ask(url: string, method: string, path: string, body?: object): Promise<PlanetStatus> {
  const response = await send(url, method, path, body)
  const json = await response.json().catch(() => undefined)
  if (response.ok && isStatus(json)) return json
  if (response.ok) throw new CliFailure(`What answers at ${url} is not a planet.`, 3)
  const { status } = response
  throw new CliFailure(
    describeProblem(allPrintable(json as Partial<Problem> | undefined), status),
    status === WRONG_FAULT_STATUS ? 2 : 1,
  )
}

async function send(url: string, method: string, path: string, body?: object): Promise<Response> {
  const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  try {
    return await fetchNear(new URL(path, url), { method, ...json, signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (error) {
    const why = whyUnanswered(error, TIMEOUT_MS)
    throw new CliFailure(
      `No planet answers at ${url} (${why}). Start one with: npm start. One on another port is named by --url.`,
      3,
    )
  }
}

function isStatus(json: unknown): json is PlanetStatus {
  return typeof json === 'object' && json !== null && 'regions' in json && 'stateDir' in json
}

function describeProblem(problem: Partial<Problem> | undefined, status: number): string {
  const fields = (problem?.errors ?? []).map(({ field, message }) => `  ${field}: ${message}`)
  const headline = [problem?.title ?? `The planet answered ${status}`, problem?.detail]
    .filter(Boolean)
    .join(': ')
  return [headline, ...fields].join('\n')
}
