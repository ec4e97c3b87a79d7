/**
 * Values on their way to and from Postgres: by the tables of postgres.js, so that rows have the types that
 * its Drizzle driver gives. They come with a client of that driver, which is made once and asked for nothing else.
 */
import postgres from 'postgres'

// Opens no connection. Drizzle puts its own parsers of times into these very tables.
const { parsers, serializers } = postgres({ max: 1, fetch_types: false }).options
export const VALUE_TABLES = { parsers, serializers }

export type Column = {
  readonly name: string
  readonly type: number
  /** Undefined for what stays text. */
  readonly parse: ((text: string) => unknown) | undefined
}

export function columnOf(name: string, type: number): Column {
  return { name, type, parse: parsers[type] }
}

export function parseValue({ parse }: Column, text: string | null): unknown {
  return text === null || parse === undefined ? text : parse(text)
}

/** The driver reads the number that a statement takes as signed, of 16 bits. */
const MOST_PARAMETERS = 32_767

/** Before anything of the read is sent. @throws TypeError where there are too many, or one is undefined: it would be sent as text. */
export function checkParameters(parameters: readonly unknown[]): void {
  if (parameters.length > MOST_PARAMETERS)
    throw new TypeError(
      `a read takes ${MOST_PARAMETERS} parameters at the most, this one has ${parameters.length}`,
    )
  const index = parameters.indexOf(undefined)
  if (index !== -1) throw new TypeError(`parameter $${index + 1} of a read is undefined: say null`)
}

/** @param types what the server takes each parameter for. @throws TypeError where one can't be written as such. */
export function encodeValues(
  parameters: readonly unknown[],
  types: readonly number[],
): readonly (string | null)[] {
  return parameters.map((value, index) => {
    if (value === null) return null
    const type = types[index] ?? 0
    const text = serializers[type]?.(value) ?? String(value)
    if (typeof text === 'string') return text
    throw new TypeError(
      `parameter $${index + 1} of a read is ${typeof value}, the statement takes type ${type}`,
    )
  })
}

/** @returns the OIDs of the types that the values tell by themselves; 0 where the statement has to. */
export function typesOf(parameters: readonly unknown[]): readonly number[] {
  return parameters.map(typeOf)
}

function typeOf(value: unknown): number {
  if (typeof value === 'string' || typeof value === 'number') return 0
  if (typeof value === 'boolean') return 16
  if (typeof value === 'bigint') return 20
  if (value instanceof Date) return 1184
  if (value instanceof Uint8Array) return 17
  return Array.isArray(value) ? typeOf(value[0]) : 0
}
