import { BenchError } from '../bench-error.ts'

export type Nemesis = {
  /** Kills app and database of the region. */
  kill(region: string): Promise<void>
  /** Resolves when all serves again. */
  heal(): Promise<void>
}

/** The faults of the planet at `url`. */
export function openNemesis(url: string): Nemesis {
  const ask = async (method: string, fault?: object) => {
    const init = fault ? { body: JSON.stringify(fault) } : {}
    const response = await fetch(new URL('/_planet/faults', url), { method, ...init })
    const text = await response.text()
    if (!response.ok)
      throw new BenchError(
        `The planet answered ${method} ${JSON.stringify(fault ?? 'heal')} with ${response.status}: ${text}`,
      )
  }
  return {
    async kill(region) {
      await ask('POST', { fault: 'crash-app', region })
      await ask('POST', { fault: 'crash-db', region })
    },
    // A second time where the planet's own connection to the killed database was in the way.
    heal: () => ask('DELETE').catch(() => ask('DELETE')),
  }
}
