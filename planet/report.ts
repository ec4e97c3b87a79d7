/** What a planet that is up shows: where its parts are, what distance costs, what to try. Pure: data to text. */
import { join } from 'node:path'
import Table from 'cli-table3'
import pc from 'picocolors'
import { DEFAULT_PORT } from './arguments.ts'
import type { CityReport, Sample } from './measure.ts'
import type { PlanetStatus } from './status.ts'

/** @returns the table of regions: where their apps and databases listen. */
export function regionTable({ regions, primary }: PlanetStatus): string {
  const table = newTable(['region', 'app', 'Postgres', 'role'])
  for (const { id, app, database, secondDatabase } of regions) {
    table.push([pc.bold(id), app.url, `127.0.0.1:${database.port}`, id === primary ? 'primary' : 'replica'])
    if (secondDatabase) table.push(['', '', `127.0.0.1:${secondDatabase.port}`, 'second replica'])
  }
  return table.toString()
}

/** @returns the table of cities: their URLs and the first latencies, each beside what light in fibre would need. */
export function cityTable({ cities }: PlanetStatus, reports: readonly CityReport[]): string {
  const table = newTable([
    'a user in',
    'opens',
    'served by',
    'static',
    'read',
    'read floor',
    'write',
    'write floor',
  ])
  for (const { city, name, staticFile, read, write } of reports) {
    const url = cities.find(({ id }) => id === city)?.url ?? ''
    const servedBy = read.ok ? `${read.region} (${read.data})` : '–'
    table.push([name, url, servedBy, took(staticFile), took(read), floor(read), took(write), floor(write)])
  }
  return `${table.toString()}\nMilliseconds, medians of a few requests. The floor is light in fibre along the great circle, there and back.`
}

/** @returns a few lines to go on with. */
export function nextSteps({ url, cities, stateDir }: PlanetStatus, operatorToken: string): string {
  const productsPath = '/api/products?limit=1'
  const at = new URL(url).port === String(DEFAULT_PORT) ? '' : ` --url ${url}`
  const mumbai = cities.find(({ id }) => id === 'bom')?.url ?? url
  return [
    `The site: ${pc.cyan(url)}, or as a user in Mumbai: ${pc.cyan(mumbai)}`,
    `The operators' console:  ${pc.cyan(`${url}/console/#token=${operatorToken}`)}`,
    `Read from Mumbai:        ${command(`curl -i '${mumbai}${productsPath}'`)}`,
    `  without such names:    ${command(`curl -i -H 'Nearside-Vantage: bom' '${url}${productsPath}'`)}`,
    `Look at everything:      ${command(`npm run nearside -- planet status${at}`)}`,
    `Kill the app in Mumbai:  ${command(`npm run nearside -- planet fault crash-app bom${at}`)}`,
    `Mend everything:         ${command(`npm run nearside -- planet heal${at}`)}`,
    `Logs: ${join(stateDir, 'logs')}`,
    `Ctrl-C stops the planet; its data stays in ${stateDir} for the next start, --fresh drops it.`,
  ].join('\n')
}

/** @returns an empty table without colours of its own. */
export function newTable(head: readonly string[]): Table.Table {
  return new Table({
    head: head.map((title) => pc.dim(title)),
    style: { head: [], border: [], compact: true },
  })
}

function took(sample: Sample): string {
  return sample.ok ? pc.bold(milliseconds(sample.ms)) : pc.red(sample.problem)
}

function floor(sample: Sample): string {
  return sample.ok && sample.floorMs !== undefined ? pc.dim(milliseconds(sample.floorMs)) : '–'
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0)
}

function command(text: string): string {
  return pc.cyan(text)
}
