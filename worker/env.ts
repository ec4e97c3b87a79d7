import type { Observatory } from './telemetry/observatory.ts'

/** What `wrangler.toml` and `wrangler secret put` bind to the Worker. */
export type Env = {
  /** The table of regions, `[vars.MESH]`; {@link import('./config.ts').parseConfig} gives it its type. */
  readonly MESH: unknown
  /** Secret: `kid:base64[,kid:base64]`; the first signs. */
  readonly SIGNING_KEYS?: string
  /** Secret: `name:token[,name:token]`, those who may operate; without it nobody may. */
  readonly OPERATOR_TOKENS?: string
  /** Where gateways read the overlay. */
  readonly OVERLAY?: KVNamespace
  /** Where isolates tell each other what they see. */
  readonly OBSERVATORY?: DurableObjectNamespace<Observatory>
  /** One typed row per request. */
  readonly ANALYTICS?: AnalyticsEngineDataset
  /** The static site. */
  readonly ASSETS: Fetcher
}
