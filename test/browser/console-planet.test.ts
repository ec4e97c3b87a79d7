import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { CITIES } from '../../planet/cities.ts'
import { startLoad } from '../support/load.ts'

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const PICTURES = join(import.meta.dirname, '../.artifacts')

describe.skipIf(!existsSync(CHROMIUM))('the console on the planet, in Chromium', () => {
  it('S66 under load from all cities an operator drains Mumbai and restores it: the map shows both, and no request fails', async () => {
    mkdirSync(PICTURES, { recursive: true })
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    })
    const load = startLoad(CITIES.map(({ id }) => id))
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
      page.setDefaultTimeout(30_000)
      const complaints: string[] = []
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      const { url, stateDir } = inject('planet')
      const token = readFileSync(join(stateDir, 'operator-token'), 'utf8').trim()
      await page.goto(`${url}/console/#token=${token}`)
      await page.locator('[data-flow="read bom bom"]').waitFor()

      await changeIn(page, 'Drain Mumbai')
      await page.getByRole('heading', { name: 'Mumbai is drained. Virginia and Frankfurt serve.' }).waitFor()
      await page.locator('[data-flow="read bom fra"]').waitFor()
      await page.locator('[data-flow="read bom bom"]').waitFor({ state: 'detached' })
      load.mark('drained')
      await page.screenshot({ path: join(PICTURES, 'console-planet-drained.png'), fullPage: true })

      await changeIn(page, 'Restore Mumbai')
      await page.getByRole('heading', { name: 'All regions serve.' }).waitFor()
      await page.locator('[data-flow="read bom bom"]').waitFor()
      expect(complaints).toEqual([])
    } finally {
      await load.stop()
      await browser.close()
    }
    expect(load.served().filter(({ status }) => status !== 200)).toEqual([])
    expect(load.served().length).toBeGreaterThan(100)
  })
})

/** Asks for it, says why, and waits until every city has it. */
async function changeIn(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: what, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Why').fill('a test')
  await dialog.getByRole('button', { name: what }).click()
  await dialog.getByText('in force in every city that reports').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
}
