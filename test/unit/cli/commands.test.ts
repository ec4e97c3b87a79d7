import { expect, it } from 'vitest'
import { loadCommands } from '../../../cli/commands.ts'

it('L152 each command is found by its name alone, under its heading, and any other name loads them all', async () => {
  const all = await loadCommands()
  const names = all.flatMap(({ commands }) => commands.map((command) => command.name()))
  expect(new Set(names).size).toBe(names.length)
  for (const { heading, commands } of all) {
    for (const command of commands) {
      const own = await loadCommands(command.name())
      expect(own.map((group) => group.heading)).toEqual([heading])
      expect(own.flatMap((group) => group.commands.map((each) => each.name()))).toContain(command.name())
    }
  }
  for (const name of ['--help', 'drian', 'constructor'])
    expect(await loadCommands(name)).toHaveLength(all.length)
})
