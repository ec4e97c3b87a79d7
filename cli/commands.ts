/**
 * The commands, by the headings that the help has them under. Each is loaded only when it is asked for: all of them are two
 * hundred modules, and `config check` runs before every bundle is made.
 */
import type { Command } from 'commander'

type Load = () => Promise<readonly Command[]>
type Loads = Readonly<Record<string, Load>>

const changes: Load = async () => (await import('./change-commands.ts')).changeCommands()

/** A load gives every command that has its heading in one file, so several names may share one. */
const HEADINGS: Readonly<Record<string, Loads>> = {
  'Look:': {
    status: async () => [(await import('./status-command.ts')).statusCommand()],
    explain: async () => [(await import('./explain-command.ts')).explainCommand()],
    history: async () => [(await import('./history-command.ts')).historyCommand()],
    whatif: async () => [(await import('./whatif-command.ts')).whatIfCommand()],
    advise: async () => [(await import('./advise-command.ts')).adviseCommand()],
  },
  'Change:': {
    drain: changes,
    restore: changes,
    weight: changes,
    pin: changes,
    unpin: changes,
    undo: changes,
  },
  'Release:': {
    release: async () => [(await import('./release/release-command.ts')).releaseCommand()],
  },
  'Set up and try:': {
    config: async () => [(await import('./config-command.ts')).configCommand()],
    bookmark: async () => [(await import('./bookmark-command.ts')).bookmarkCommand()],
    keys: async () => [(await import('./keys-command.ts')).keysCommand()],
    planet: async () => [(await import('./planet-command.ts')).planetCommand()],
  },
}

export type Group = { readonly heading: string; readonly commands: readonly Command[] }

/** @returns the group of that command; all of them where there is none of that name, or none is told. */
export async function loadCommands(name?: string): Promise<readonly Group[]> {
  const groups = Object.entries(HEADINGS)
  const own = groups.flatMap(([heading, loads]) => {
    const load = name !== undefined && Object.hasOwn(loads, name) ? loads[name] : undefined
    return load ? [{ heading, loads: [load] }] : []
  })
  const all = groups.map(([heading, loads]) => ({ heading, loads: [...new Set(Object.values(loads))] }))
  return Promise.all(
    (own.length > 0 ? own : all).map(async ({ heading, loads }) => ({
      heading,
      commands: (await Promise.all(loads.map((load) => load()))).flat(),
    })),
  )
}
