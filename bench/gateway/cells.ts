/** What is measured: each kind of request at each number of connections. Pure. */
import type { ContenderName } from './contenders.ts'

export const KINDS = ['small read', '1 MB download', '1 MB upload', 'write'] as const

export type Kind = (typeof KINDS)[number]
export type Cell = { readonly kind: Kind; readonly connections: number }

export const CONNECTIONS = [1, 16, 64] as const

export const ALL_CELLS: readonly Cell[] = KINDS.flatMap((kind) =>
  CONNECTIONS.map((connections) => ({ kind, connections })),
)

/** @returns as in "small read, 16 connections". */
export function nameOf({ kind, connections }: Cell): string {
  return `${kind}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`
}

/** @returns what a contender's turn at a cell is kept under. */
export function turnName(cell: Cell, contender: ContenderName): string {
  return `${nameOf(cell)}: ${contender}`
}
