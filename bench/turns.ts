/** Contenders one after the other, in the other direction each round: what the machine does else is in all of them. */

export type Rounds<Name extends string, T> = readonly Readonly<Record<Name, T>>[]

export type TurnsOptions<Name extends string, T> = {
  readonly names: readonly Name[]
  readonly rounds: number
  readonly take: (name: Name, round: number) => Promise<T>
  readonly signal: AbortSignal
}

export async function takeTurns<Name extends string, T>({
  names,
  rounds,
  take,
  signal,
}: TurnsOptions<Name, T>): Promise<Rounds<Name, T>> {
  const taken: Record<Name, T>[] = []
  for (let round = 0; round < rounds; round++) {
    const turns: [Name, T][] = []
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      signal.throwIfAborted()
      turns.push([name, await take(name, round)])
    }
    taken.push(Object.fromEntries(turns) as Record<Name, T>)
  }
  return taken
}
