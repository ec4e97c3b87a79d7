import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../../planet/build/site.ts'
import { createMesh } from './console-mesh.ts'
import { type StandIn, startStandIn, TOKEN } from './console-stand-in.ts'

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run']
const PICTURES = join(import.meta.dirname, '../.artifacts')

const DESKTOP = { viewport: { width: 1440, height: 900 } }
const DARK = { ...DESKTOP, colorScheme: 'dark' } as const
const PHONE = { viewport: { width: 375, height: 812 } }

describe.skipIf(!existsSync(CHROMIUM))('the console, in Chromium', () => {
  let browser: Browser
  let siteDir: string

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true })
    siteDir = await buildSite(AbortSignal.timeout(60_000))
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  }, 90_000)
  afterAll(() => browser?.close())

  it('S55 a token in the address signs in, leaves the address at once and stays in the tab', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn } = visit
    await page.goto(`${standIn.url}/console/#token=${TOKEN}`)
    await page.getByRole('heading', { level: 1, name: 'All regions serve.' }).waitFor()
    expect(page.url()).toBe(`${standIn.url}/console/`)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'All regions serve.' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Operator’s token').waitFor()
    await page.reload()
    await page.getByLabel('Operator’s token').waitFor()
  })

  it('S56 a wrong token leads back with a sentence, too many of them with the time to wait', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn } = visit
    await page.goto(`${standIn.url}/console/`)
    const field = page.getByLabel('Operator’s token')
    await field.fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('does not know this token').waitFor()
    standIn.mode = 'limited'
    await field.fill('wrong again')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Try again in [34]\d s$/ }).waitFor()
    // Behind Cloudflare Access nobody is asked for a token.
    standIn.mode = 'open'
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'All regions serve.' }).waitFor()
  })

  it('S57 map and table show regions, cities and traffic, and nothing is asked of another host', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn, requested, complaints } = visit
    await signIn(visit)
    await page.locator('[data-flow="read sin bom"]').waitFor()
    expect(await page.locator('[data-flow="onward bom iad"]').count()).toBe(1)
    expect(await page.locator('.colo').count()).toBe(6)
    expect(await statesOf(page)).toEqual(['iad serving', 'bom serving', 'fra serving'])
    expect(await page.locator('tr[data-region="bom"]').textContent()).toContain('bom · replica')
    expect(await page.locator('.figures .convergence').textContent()).toContain('9 of 9 cities at 2b13f0cb')
    expect(await page.locator('.latency canvas').count()).toBe(2)
    expect(await page.locator('tr[data-colo="sin"]').textContent()).toContain('58 ms')

    await page.getByRole('combobox', { name: 'Region' }).selectOption('Frankfurt')
    const first = page.locator('.receipt-row').first()
    await first.getByRole('button').click()
    expect(await first.textContent()).toMatch(/→ Frankfurt.*Edge to Frankfurt.*Floor: light in fibre/)
    expect(await page.getByRole('button', { name: 'Go on' }).isVisible()).toBe(true)
    await page.screenshot({ path: join(PICTURES, 'console-light.png'), fullPage: true })
    expect([...new Set(requested.map((url) => new URL(url).origin))]).toEqual([standIn.url])
    expect(complaints).toEqual([])
  })

  it('S58 the last region can’t be drained, the primary’s only with a second yes', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn } = visit
    await signIn(visit)
    const dialog = await openDialog(page, 'Drain Virginia')
    const confirm = dialog.getByRole('button', { name: 'Drain Virginia' })
    await dialog.getByLabel('Why').fill('a test')
    await dialog.getByText('iad holds the primary').waitFor()
    expect(await confirm.isEnabled()).toBe(false)
    await dialog.getByLabel('Do it all the same.').check()
    expect(await confirm.isEnabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()

    for (const region of ['bom', 'fra']) {
      standIn.mesh.change({ action: 'drain', region, why: 'disk' }, 'ana', Date.now())
    }
    const last = await openDialog(page, 'Drain Virginia')
    await last.getByLabel('Why').fill('a test')
    await last.getByText('The safety rules refuse it.').first().waitFor()
    expect(await last.getByLabel('Do it all the same.').count()).toBe(0)
    expect(await last.getByRole('button', { name: 'Drain Virginia' }).isEnabled()).toBe(false)
    expect(Object.keys(standIn.mesh.overlay().drains)).toEqual(['bom', 'fra'])
  })

  it('S59 a drain says whom it moves, counts the cities that have it, shows on the map, and is undone', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn, complaints } = visit
    await signIn(visit)
    const dialog = await openDialog(page, 'Drain Mumbai')
    await dialog.getByText(/\d+ of \d+ recent requests would go elsewhere/).waitFor()
    expect(await dialog.getByRole('row', { name: /^Singapore/ }).textContent()).toContain(
      'Mumbai → Frankfurt',
    )
    expect(await dialog.getByRole('button', { name: 'Drain Mumbai' }).isEnabled()).toBe(false)
    await dialog.getByLabel('Why').fill('kernel upgrade')
    await page.screenshot({ path: join(PICTURES, 'console-dialog.png') })
    await dialog.getByRole('button', { name: 'Drain Mumbai' }).click()
    await dialog.getByText('0 of 9 cities at 2b13f0cb.1').waitFor()
    standIn.mesh.converge('bom', 'sin')
    await dialog.getByText('2 of 9 cities at 2b13f0cb.1').waitFor()
    standIn.mesh.converge()
    await dialog.getByText('in force in every city that reports').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('heading', { name: 'Mumbai is drained. Virginia and Frankfurt serve.' }).waitFor()
    expect(await statesOf(page)).toEqual(['iad serving', 'bom drained', 'fra serving'])
    expect(await page.locator('tr[data-region="bom"]').textContent()).toMatch(
      /by tests until .*kernel upgrade/,
    )
    await page.locator('[data-flow="read sin fra"]').waitFor()
    expect(standIn.mesh.overlay().drains.bom?.untilMs).toBeGreaterThan(Date.now() + 7_000_000)

    const undo = await openDialog(page, 'Undo the last change')
    await undo.getByRole('heading', { name: 'Undo: Drain Mumbai' }).waitFor()
    await undo.getByLabel('Why').fill('done')
    await undo.getByRole('button', { name: 'Undo it' }).click()
    await undo.getByText('of 9 cities at 2b13f0cb.2').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'All regions serve.' }).waitFor()
    expect(await page.locator('.history li').count()).toBe(2)
    expect(complaints).toEqual([])
  })

  it('S60 where someone else was quicker nothing is done: it says who, and asks again', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn } = visit
    await signIn(visit)
    const dialog = await openDialog(page, 'Weight of Mumbai')
    await dialog.getByRole('slider').fill('25')
    await dialog.getByLabel('Why').fill('cold cache')
    const confirm = dialog.getByRole('button', { name: 'Set to 25 %' })
    await enabled(confirm)
    standIn.mesh.change({ action: 'drain', region: 'fra', why: 'disk' }, 'ana', Date.now())
    await confirm.click()
    await dialog.getByText('Meanwhile ana made a change: Drain Frankfurt (“disk”).').waitFor()
    expect(standIn.mesh.overlay().weights).toEqual({})
    await enabled(confirm)
    await confirm.click()
    await dialog.getByText('of 9 cities at 2b13f0cb.2').waitFor()
    expect(standIn.mesh.overlay().weights.bom?.weight).toBe(0.25)
  })

  it('S61 a region is drained with the keyboard alone, and the focus comes back to its button', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn } = visit
    await signIn(visit)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Drain Mumbai…')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Drain Mumbai' })
    await page.keyboard.type('kernel upgrade')
    await enabled(dialog.getByRole('button', { name: 'Drain Mumbai' }))
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Close' }).waitFor()
    expect(standIn.mesh.overlay().drains.bom?.why).toBe('kernel upgrade')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Restore Mumbai' }).waitFor()
    expect(await focused(page)).toBe('Restore Mumbai…')
  })

  it('S62 when the gateway falls silent, the page keeps what it has, says how old it is, and goes on by itself', async () => {
    await using visit = await open({ siteDir, browser })
    const { page, standIn } = visit
    await signIn(visit)
    standIn.mode = 'silent'
    await page
      .getByText(/The gateway does not answer\. What you see is \d+ s old\. Next try in \d+ s\./)
      .waitFor()
    expect(await statesOf(page)).toEqual(['iad serving', 'bom serving', 'fra serving'])
    standIn.mode = 'well'
    await page.evaluate('dispatchEvent(new Event("online"))')
    await page.getByText('Live', { exact: true }).waitFor()
  })

  it.each(['alone', 'unseen'] as const)(
    'S65 where no gateway has reported, or nobody knows (%s), the console shows what the one that answers sees',
    async (mode) => {
      await using visit = await open({ siteDir, browser })
      const { page, standIn } = visit
      standIn.mode = mode
      await signIn(visit)
      await page.getByText('1 of 1 city at 2b13f0cb').waitFor()
      await expect.poll(() => statesOf(page)).toEqual(['iad serving', 'bom serving', 'fra serving'])
    },
  )

  it('S63 a phone of 375 px shows all of it, the dialog too, without scrolling sideways', async () => {
    await using visit = await open({ siteDir, browser, look: PHONE })
    const { page, complaints } = visit
    await signIn(visit)
    await page.locator('.traffic-map').waitFor()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(375)
    await page.screenshot({ path: join(PICTURES, 'console-phone.png'), fullPage: true })
    const dialog = await openDialog(page, 'Drain Mumbai')
    await dialog.getByText(/recent requests would go elsewhere/).waitFor()
    expect(await page.evaluate<boolean>(DIALOG_FITS)).toBe(true)
    await page.screenshot({ path: join(PICTURES, 'console-phone-dialog.png') })
    expect(complaints).toEqual([])
  })

  it.each([
    [390, 844],
    [320, 568],
  ])(
    'S67 a dialog on a phone of %i by %i px scrolls as a whole and down alone, its buttons in sight',
    async (width, height) => {
      await using visit = await open({ siteDir, browser, look: { viewport: { width, height } } })
      const { page } = visit
      await signIn(visit)
      const dialog = await openDialog(page, 'Drain Mumbai')
      await dialog.getByText(/recent requests would go elsewhere/).waitFor()
      expect(await page.evaluate<string[]>(SCROLLING_PARTS)).toEqual(['dialog down'])
      for (const name of ['Cancel', 'Drain Mumbai']) {
        const box = await dialog.getByRole('button', { name }).boundingBox()
        expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
      }
      await page.screenshot({ path: join(PICTURES, `console-dialog-${width}.png`) })
    },
  )

  it.each([
    ['light', DESKTOP],
    ['dark', DARK],
  ])('S64 every word has enough contrast, %s, whatever the state', async (scheme, look) => {
    await using visit = await open({ siteDir, browser, look })
    const { page, standIn, complaints } = visit
    standIn.mesh.change({ action: 'drain', region: 'bom', why: 'disk' }, 'ana', Date.now())
    standIn.mesh.change({ action: 'weight', region: 'iad', weight: 0.5, why: 'disk' }, 'ana', Date.now())
    standIn.mesh.break('fra')
    standIn.mesh.converge()
    await signIn(visit, 'Mumbai is drained. Frankfurt is unwell. Virginia serves.')
    await page.locator('.receipt-line').first().click()
    expect(await page.evaluate<string[]>(FAINT_WORDS)).toEqual([])
    await page.screenshot({ path: join(PICTURES, `console-${scheme}-troubles.png`), fullPage: true })
    const dialog = await openDialog(page, 'Drain Virginia')
    await dialog.getByText('advise against it').waitFor()
    expect(await page.evaluate<string[]>(FAINT_WORDS)).toEqual([])
    expect(complaints).toEqual([])
  })
})

type Visit = {
  readonly page: Page
  readonly standIn: StandIn
  readonly requested: string[]
  readonly complaints: string[]
}

type Opening = {
  readonly siteDir: string
  readonly browser: Browser
  readonly look?: BrowserContextOptions
}

async function open({ siteDir, browser, look = DESKTOP }: Opening): Promise<Visit & AsyncDisposable> {
  const standIn = await startStandIn(siteDir, createMesh())
  const context = await browser.newContext({ ...look, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const requested: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  const close = async () => {
    await context.close()
    await standIn.stop()
  }
  return { page, standIn, requested, complaints, [Symbol.asyncDispose]: close }
}

async function signIn({ page, standIn }: Visit, headline = 'All regions serve.'): Promise<void> {
  await page.goto(`${standIn.url}/console/#token=${TOKEN}`)
  await page.getByRole('heading', { level: 1, name: headline }).waitFor()
}

async function openDialog(page: Page, button: string): Promise<Locator> {
  await page.getByRole('button', { name: button, exact: true }).click()
  return page.getByRole('dialog')
}

async function enabled(button: Locator): Promise<void> {
  await button.and(button.page().locator(':enabled')).waitFor()
}

/** As the map draws them: `bom drained`. */
function statesOf(page: Page): Promise<string[]> {
  return page.evaluate(
    '[...document.querySelectorAll(".spot")].map(({ dataset: { region, state } }) => [region, state].join(" "))',
  )
}

function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.textContent')
}

const DIALOG_FITS =
  '(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector("dialog"))'

/** The dialog and its parts that hold more than they show, and can be scrolled to it. */
const SCROLLING_PARTS = `[...document.querySelectorAll('dialog, dialog *:not(input)')].flatMap((part) => {
  const { overflowX, overflowY } = getComputedStyle(part)
  const can = (overflow) => overflow === 'auto' || overflow === 'scroll'
  return [
    ...(can(overflowX) && part.scrollWidth > part.clientWidth ? [part.className + ' sideways'] : []),
    ...(can(overflowY) && part.scrollHeight > part.clientHeight ? [part.className + ' down'] : []),
  ]
})`

/** Words in the page with a contrast below 4.5 to what they stand on (WCAG 2.2, 1.4.3), those of disabled controls apart. */
const FAINT_WORDS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const luminance = (colour) => {
    const [r, g, b] = rgba(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let it = element; it; it = it.parentElement) {
      const { backgroundColor } = getComputedStyle(it)
      if (rgba(backgroundColor)[3] === 255) return backgroundColor
    }
    return getComputedStyle(document.body).backgroundColor
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const faint = new Set()
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode
    if (!textContent.trim() || !element.checkVisibility() || element.closest('svg, :disabled, .visually-hidden, noscript')) continue
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < 4.5) faint.add(element.className + ' ' + textContent.trim() + ' ' + contrast.toFixed(2))
  }
  return [...faint]
})()`
