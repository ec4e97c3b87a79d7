/** `nearside explain`: where a request would go, and why, by the code of the gateway itself. */
import { Command, InvalidArgumentError } from 'commander'
import type { ExplainRequest, Explanation, Vantage } from '../protocol/operators/explain.ts'
import { standIn } from './city.ts'
import { explanationText } from './explain-text.ts'
import { connect } from './gateway-client.ts'
import { type AsOperator, asOperator, parseCount } from './options.ts'
import { show } from './show.ts'

type ExplainOptions = AsOperator & {
  readonly from?: string
  readonly method: string
  readonly path: string
  readonly bookmark?: string
  readonly country?: string
  readonly continent?: string
  readonly asn?: number
  readonly lot?: number
}

export function explainCommand(): Command {
  return asOperator(new Command('explain'))
    .description('where a request would go, and why each region has its place; nothing is sent to a region')
    .option('--from <city>', 'where the client stands, as in bom (default: where this command runs)')
    .option('--method <method>', 'of the request', (text) => text.toUpperCase(), 'GET')
    .requiredOption('--path <path>', 'of the request, as in /api/orders', parsePath)
    .option('--bookmark <text>', 'what the client has seen, as in the header Nearside-Bookmark')
    .option('--country <code>', 'ISO 3166-1, as in IN', parseCode)
    .option('--continent <code>', 'as in AS', parseCode)
    .option('--asn <n>', 'the number of the client’s network', parseCount)
    .option('--lot <n>', 'from 0 to 1: what weights are drawn by (default: drawn anew)', parseLot)
    .addHelpText(
      'after',
      `
Examples:
  nearside explain --from bom --path /api/products
  nearside explain --from syd --method POST --path /api/orders
  nearside explain --from fra --path /api/orders --bookmark "$bookmark"`,
    )
    .action(async (options: ExplainOptions) => {
      const { method, path, bookmark, lot, json } = options
      const gateway = await connect(options)
      const { city, vantage: stands } = await standIn(gateway, options.from)
      const vantage = defined({ ...stands, ...given(options) })
      const request: ExplainRequest = { method, path, ...defined({ bookmark, lot }) }
      const explanation = await gateway.ask<Explanation>('/_nearside/explain', {
        json: Object.keys(vantage).length > 0 ? { ...request, vantage } : request,
        city,
      })
      show(explanation, json, (told) => explanationText(told, request))
    })
}

function given({ country, continent, asn }: ExplainOptions): Vantage {
  return defined({ country, continent, asn })
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T
}

function parsePath(text: string): string {
  // As a browser writes it.
  if (text.startsWith('/')) return text.replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent)
  throw new InvalidArgumentError(`expected a path that starts with "/", found "${text}".`)
}

function parseCode(text: string): string {
  if (/^[A-Za-z]{2}$/.test(text)) return text.toUpperCase()
  throw new InvalidArgumentError(`expected two letters, found "${text}".`)
}

function parseLot(text: string): number {
  const lot = Number(text)
  if (text.trim() !== '' && lot >= 0 && lot <= 1) return lot
  throw new InvalidArgumentError(`expected a number from 0 to 1, found "${text}".`)
}
