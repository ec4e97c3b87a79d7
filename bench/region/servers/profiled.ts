/** Beside a server that is loaded after it: the first SIGUSR2 begins a profile, the second one writes it to PROFILE_FILE. */
import { renameSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

const session = new Session()
session.connect()

process.once('SIGUSR2', async () => {
  process.once('SIGUSR2', end)
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
})

async function end(): Promise<void> {
  const { profile } = await session.post('Profiler.stop')
  const file = process.env.PROFILE_FILE ?? ''
  writeFileSync(`${file}.partial`, JSON.stringify(profile))
  // Whoever waits for it sees it whole.
  renameSync(`${file}.partial`, file)
}
