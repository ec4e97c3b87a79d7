/** Each way with each number of statements. Pure. */
import { WAYS, type WayName } from './way.ts'

export type Cell = {
  readonly way: WayName
  readonly statements: number
}

export function cellsOf(statements: readonly number[]): readonly Cell[] {
  return WAYS.flatMap((way) => statements.map((count) => ({ way, statements: count })))
}

export function isSame(a: Cell, b: Cell): boolean {
  return a.way === b.way && a.statements === b.statements
}

/** @returns as in "flight, 5 statements". */
export function nameOf({ way, statements }: Cell): string {
  return `${way}, ${statements} ${statements === 1 ? 'statement' : 'statements'}`
}
