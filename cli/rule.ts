/** A pin's rule as text: `country=IN,LK path=/api/* to=fra`. Pure. */
import type { Match } from '../protocol/operators/overlay.ts'
import { REGION_ID } from '../protocol/region-id.ts'

export type Rule = { readonly match: Match; readonly to: string }

/** @returns the rule, or every error with its key, what was expected and what was found. */
export function parseRule(
  text: string,
): { readonly ok: true; readonly rule: Rule } | { readonly ok: false; readonly errors: readonly string[] } {
  const errors: string[] = []
  const found = new Map<string, unknown>()
  const parts = text.split(/\s+/).filter(Boolean)
  for (const part of parts) {
    const at = part.indexOf('=')
    const key = part.slice(0, Math.max(0, at))
    const value = part.slice(at + 1)
    const read = Object.hasOwn(KEYS, key) ? KEYS[key as Key] : undefined
    if (at < 0) errors.push(`expected key=value, found "${part}"`)
    else if (!read) errors.push(`${key}: expected one of ${Object.keys(KEYS).join(', ')}, found "${key}"`)
    else if (found.has(key)) errors.push(`${key}: expected once, found it again with "${value}"`)
    else {
      const result = read.parse(value)
      found.set(key, result)
      if (result === undefined) errors.push(`${key}: expected ${read.expected}, found "${value}"`)
    }
  }
  if (!found.has('to')) errors.push('to: expected the id of the region to go to, as in to=fra, found none')
  if (parts.every((part) => part.startsWith('to=')))
    errors.push(`expected something to match, as in country=IN or path=/*, found nothing`)
  if (errors.length > 0) return { ok: false, errors }
  const { to, ...match } = Object.fromEntries(found) as Match & { to: string }
  return { ok: true, rule: { match, to } }
}

/** @returns the rule's text, which reads back as the rule. */
export function formatRule({ match, to }: Rule): string {
  const parts = Object.keys(KEYS)
    .filter((key) => key !== 'to')
    .flatMap((key) => {
      const value = match[key as keyof Match]
      return value === undefined ? [] : [`${key}=${Array.isArray(value) ? value.join(',') : value}`]
    })
  return [...parts, `to=${to}`].join(' ')
}

type Reader = { readonly expected: string; readonly parse: (value: string) => unknown }

const KEYS = {
  path: {
    expected: 'a path that starts with "/", as in /api/*',
    parse: (value) => (value.startsWith('/') ? value : undefined),
  },
  method: {
    expected: 'a method, as in POST',
    parse: (value) => (/^[A-Z]+$/.test(value.toUpperCase()) ? value.toUpperCase() : undefined),
  },
  country: listOf('ISO 3166-1 codes of countries, as in IN,LK', /^[A-Z]{2}$/),
  continent: listOf('some of AF, AN, AS, EU, NA, OC, SA', /^(?:AF|AN|AS|EU|NA|OC|SA)$/),
  colo: listOf('IATA codes of data centres, as in BOM,MAA', /^[A-Z]{3}$/),
  asn: {
    expected: 'numbers of networks, as in 55836,9498',
    parse: (value) => {
      const items = value.split(',').map((item) => Number(/^(?:AS)?([1-9]\d{0,9})$/i.exec(item)?.[1]))
      return items.every((item) => item <= 0xffff_ffff) ? items : undefined
    },
  },
  to: {
    expected: 'the id of a region, as in fra',
    parse: (value) => (REGION_ID.test(value) ? value : undefined),
  },
} as const satisfies Readonly<Record<string, Reader>>
type Key = keyof typeof KEYS

function listOf(expected: string, form: RegExp): Reader {
  return {
    expected,
    parse(value) {
      const items = value.toUpperCase().split(',')
      return items.every((item) => form.test(item)) ? items : undefined
    },
  }
}
