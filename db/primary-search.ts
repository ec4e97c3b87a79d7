import {
  type FlightConnection,
  type FlightConnectionOptions,
  openFlightConnection,
} from './flight-connection.ts'

export type PrimarySearch = {
  /** The server that was last found to be the primary. */
  readonly url: string | undefined
  /** @returns a connection to the primary. @throws where none is found now. */
  connect(signal: AbortSignal): Promise<FlightConnection>
  /** Asks the other servers for their timeline: that of a newer primary ends the connections to the one that is known. */
  survey(signal: AbortSignal): Promise<void>
}

/** After a search in vain the next one waits: many connections look for the same primary. */
const BETWEEN_MS = 250
/** Behind the first primary that answers: time for the others to tell a newer timeline. Six round trips and some. */
const OTHERS_MS = 1_500

/**
 * Finds the primary among the servers that may be it: the one that is not in recovery, on the newest timeline. While it
 * is known everyone connects to it; once it is not, one looks at all of them at once, and the others wait for that.
 * With one URL, whose name is moved from server to server, there is nothing to look for.
 */
export function createPrimarySearch(
  urls: readonly string[],
  options: FlightConnectionOptions,
): PrimarySearch {
  let known = urls.length === 1 ? urls[0] : undefined
  let looking: Promise<unknown> | undefined
  let inVain: { readonly error: unknown; readonly atMs: number } | undefined

  async function connectTo(url: string, signal: AbortSignal): Promise<FlightConnection> {
    try {
      return await openFlightConnection(url, options, signal)
    } catch (error) {
      if (urls.length > 1 && known === url) known = undefined
      throw error
    }
  }

  async function look(signal: AbortSignal): Promise<FlightConnection> {
    let isOver = false
    const found: { url: string; connection: FlightConnection }[] = []
    // Who comes too late is not chosen, and still tells its timeline: a newer one ends what was chosen.
    const all = urls.map(async (url) => {
      const connection = await openFlightConnection(url, options, signal)
      if (isOver) connection.close()
      else found.push({ url, connection })
    })
    await settleSoon(all)
    isOver = true
    const timelineOf = ({ connection }: (typeof found)[number]) => connection.identity.history.timeline
    const [best] = found
      .filter(({ connection }) => connection.usable)
      .sort((a, b) => timelineOf(b) - timelineOf(a))
    for (const each of found) if (each !== best) each.connection.close()
    if (best) {
      known = best.url
      return best.connection
    }
    const failures = (await Promise.allSettled(all)).flatMap((each) =>
      each.status === 'rejected' ? [each.reason] : [],
    )
    const error = new AggregateError(failures, 'none of the servers is the primary now')
    inVain = { error, atMs: performance.now() }
    throw error
  }

  return {
    get url() {
      return known
    },
    async survey(signal) {
      const others = urls.filter((url) => url !== known)
      const asked = others.map(async (url) => (await openFlightConnection(url, options, signal)).close())
      await Promise.allSettled(asked)
    },
    async connect(signal) {
      while (looking) await looking
      if (known !== undefined) return connectTo(known, signal)
      if (inVain && performance.now() - inVain.atMs < BETWEEN_MS) throw inVain.error
      const search = look(signal)
      looking = search
        .catch(() => {})
        .finally(() => {
          looking = undefined
        })
      return search
    },
  }
}

/** Settles when all have, or some time after the first that succeeded. */
async function settleSoon(all: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const first = Promise.any(all).then(
    () =>
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, OTHERS_MS)
      }),
    () => {},
  )
  await Promise.race([Promise.allSettled(all), first])
  clearTimeout(timer)
}
