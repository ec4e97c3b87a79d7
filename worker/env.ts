/** What `wrangler.toml` and `wrangler secret put` bind to the Worker. */
export type Env = {
  /** The table of regions, `[vars.MESH]`; {@link import('./config.ts').parseConfig} gives it its type. */
  readonly MESH: unknown
  /** Secret: `kid:base64[,kid:base64]`; the first signs. */
  readonly SIGNING_KEYS?: string
  /** The static site. */
  readonly ASSETS: Fetcher
}
