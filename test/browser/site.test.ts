import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { BOOKMARK_VERDICT, REGION, SERVER_TIMING } from '../../protocol/headers.ts'
import { PROBLEM_MEDIA_TYPE, problemBody } from '../../protocol/problem.ts'

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const isInstalled = existsSync(CHROMIUM)
if (!isInstalled)
  console.warn(`The browser tests are skipped: no Chromium at ${CHROMIUM} (apt-get install chromium).`)

const PHONE = { width: 375, height: 812 }
const DESKTOP = { width: 1280, height: 860 }
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(!isInstalled)('the page, in Chromium', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  }, 60_000)
  afterAll(() => browser?.close())

  it('S15 from Mumbai, a read and a write each bring a receipt with its region, its parts and its floor', async () => {
    await using visit = await open(browser, DESKTOP)
    const { page } = visit
    await firstReceipt(page)

    const read = await press(page, 'Read a product')
    expect(await read.getAttribute('data-region')).toBe('bom')
    expect(await read.locator('p').first().textContent()).toMatch(/^Mumbai answered from its own replica in /)
    expect(await partsOf(read)).toEqual(
      expect.arrayContaining(['net', 'app', 'db', 'total', 'floor', 'browser']),
    )

    const write = await press(page, 'Place an order')
    expect(await write.getAttribute('data-region')).toBe('bom')
    expect(await write.locator('p').first().textContent()).toMatch(
      /^Mumbai committed on the primary in Virginia/,
    )
    expect(await partsOf(write)).toEqual(expect.arrayContaining(['net', 'wan', 'total', 'floor', 'browser']))
    expect(await page.getByTestId('answered-by').textContent()).toBe('Mumbai')
  })

  it('S16 a note is a write like any other, and a cancellation is replayed to the primary', async () => {
    await using visit = await open(browser, DESKTOP)
    const { page } = visit
    await firstReceipt(page)
    expect(await page.getByRole('button', { name: 'Add a note' }).isDisabled()).toBe(true)

    await press(page, 'Place an order')
    const note = await press(page, 'Add a note')
    expect(await note.textContent()).toContain('version 2')
    const cancel = await press(page, 'Cancel the order')
    expect(await cancel.getAttribute('data-region')).toBe('iad')
    expect(await cancel.locator('p').first().textContent()).toMatch(/^Virginia took the replay/)
    expect(await page.getByRole('button', { name: 'Add a note' }).isDisabled()).toBe(true)
  })

  it('S17 the page asks nobody but its own origin, and its own policy forbids it nothing', async () => {
    await using visit = await open(browser, DESKTOP)
    const { page, requested, complaints } = visit
    await firstReceipt(page)
    await page.locator('svg.world').waitFor()
    await press(page, 'Place an order')
    expect([...new Set(requested.map((url) => new URL(url).origin))]).toEqual([inject('planet').url])
    expect(complaints).toEqual([])
  })

  it('S18 a phone of 375 px shows the page and its receipts without scrolling sideways', async () => {
    await using visit = await open(browser, PHONE)
    const { page } = visit
    await firstReceipt(page)
    await press(page, 'Place an order')
    await page.locator('svg.world').waitFor()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width)
  })

  it('S19 without the API the page stays, and says so', async () => {
    await using visit = await open(browser, PHONE, (page) =>
      page.route('**/api/**', (route) => route.abort()),
    )
    const { page } = visit
    await firstReceipt(page)
    expect(await page.getByRole('status').textContent()).toBe('The API does not answer.')
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
    expect(await page.locator('svg.world').getAttribute('aria-label')).toContain('Regions: Virginia')

    await page.unroute('**/api/**')
    const read = await press(page, 'Read a product')
    expect(await read.getAttribute('data-region')).toBe('bom')
  })

  it('S20 an address without a page answers 404 with a page that leads back', async () => {
    await using visit = await open(browser, PHONE)
    const { page } = visit
    const response = await page.goto(`${inject('planet').url}/no/such/page`)
    expect(response?.status()).toBe(404)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Nothing is at this address.')
    await page.getByRole('link', { name: 'Go to the front page' }).click()
    await firstReceipt(page)
  })

  it('S34 a lost change is a card that says so; the page goes on with a new order', async () => {
    await using visit = await open(browser, DESKTOP)
    const { page } = visit
    await firstReceipt(page)
    await press(page, 'Place an order')
    await page.route('**/api/orders/*', (route) => route.fulfill(WRITE_LOST))
    const lost = await press(page, 'Add a note')
    expect(await lost.locator('p').first().textContent()).toMatch(
      /^Your last change is lost\. .* place your order again\.$/,
    )
    expect(await lost.locator('footer').textContent()).toContain('lost in a failover')
    expect(await page.getByRole('status').textContent()).toBe('Your last change is lost.')
    expect(await page.getByRole('button', { name: 'Add a note' }).isDisabled()).toBe(true)

    await page.unroute('**/api/orders/*')
    await press(page, 'Place an order')
    expect(await (await press(page, 'Add a note')).textContent()).toContain('version 2')
  })
})

/** As a region answers a bookmark whose write was on the branch that a failover cut off. */
const WRITE_LOST = {
  status: 409,
  contentType: PROBLEM_MEDIA_TYPE,
  headers: { [REGION]: 'bom', [BOOKMARK_VERDICT]: 'lost', [SERVER_TIMING]: 'app;dur=0.8' },
  body: problemBody({
    status: 409,
    title: 'The last write is lost',
    slug: 'write-lost',
    extra: { lastWrite: 'lost' },
  }),
}

/** Opens the front page as a client in Mumbai; everything it asks for and complains about is kept. */
async function open(
  browser: Browser,
  viewport: { width: number; height: number },
  before: (page: Page) => Promise<unknown> = async () => undefined,
) {
  const context = await browser.newContext({ viewport, extraHTTPHeaders: { 'nearside-vantage': 'bom' } })
  const page = await context.newPage()
  const requested: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await before(page)
  await page.goto(inject('planet').url)
  return { page, requested, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** The page reads once by itself. */
async function firstReceipt(page: Page): Promise<void> {
  await page.getByRole('article').first().waitFor()
  await idle(page)
}

/** Presses a button and waits for its receipt. */
async function press(page: Page, name: string) {
  const before = await page.getByRole('article').count()
  await page.getByRole('button', { name }).click()
  await page.getByRole('article').nth(before).waitFor()
  await idle(page)
  return page.getByRole('article').first()
}

async function idle(page: Page): Promise<void> {
  await page.locator('fieldset:not(:has([aria-busy="true"]))').waitFor()
}

/** What the receipt's table for screen readers names. */
function partsOf(card: ReturnType<Page['locator']>): Promise<(string | null)[]> {
  return card
    .locator('tr[data-part]')
    .all()
    .then((rows) => Promise.all(rows.map((row) => row.getAttribute('data-part'))))
}
