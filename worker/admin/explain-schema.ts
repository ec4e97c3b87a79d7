/** The body of `POST /_nearside/explain`. Pure. */
import * as v from 'valibot'

const degrees = (most: number) => v.pipe(v.number(), v.minValue(-most), v.maxValue(most))
const code = (form: RegExp, example: string) =>
  v.pipe(
    v.string(),
    v.regex(form, ({ input }) => `expected ${example}, found "${input.slice(0, 80)}"`),
  )

const Vantage = v.pipe(
  v.strictObject({
    colo: v.optional(code(/^[A-Z]{3}$/, 'a colo such as "BOM"')),
    latitude: v.optional(degrees(90)),
    longitude: v.optional(degrees(180)),
    country: v.optional(code(/^[A-Z][A-Z0-9]$/, 'a country such as "IN"')),
    continent: v.optional(code(/^[A-Z]{2}$/, 'a continent such as "AS"')),
    asn: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.check(
    ({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined),
    'expected latitude and longitude together',
  ),
)

/** An {@link import('../../protocol/operators/explain.ts').ExplainRequest}. */
export const ExplainSchema = v.strictObject({
  method: code(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, 'a method such as "GET"'),
  path: v.pipe(
    code(/^\/[\x21-\x7e]*$/, 'a path that begins with "/", encoded as in a URL'),
    v.maxLength(4096),
  ),
  vantage: v.optional(Vantage),
  bookmark: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  lot: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
})
