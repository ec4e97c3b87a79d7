/** What `wrangler.toml` and `wrangler secret put` bind to the Worker. */
import type { Ledger } from './overlay/ledger.ts'
import type { Observatory } from './telemetry/observatory.ts'

export type Env = {
  /** The table of regions, `[vars.MESH]`; {@link import('./config.ts').parseConfig} gives it its type. */
  readonly MESH: unknown
  /** Secret: `kid:base64[,kid:base64]`; the first signs. */
  readonly SIGNING_KEYS?: string
  /** Secret: `name:token[,name:token]`, those who may operate; without it nobody may. */
  readonly OPERATOR_TOKENS?: string
  /** Both together: who comes through Cloudflare Access may operate, too. `https://<team>.cloudflareaccess.com`. */
  readonly ACCESS_TEAM_DOMAIN?: string
  /** The audience tag of the Access application. */
  readonly ACCESS_AUD?: string
  /** Where gateways read the overlay. */
  readonly OVERLAY?: KVNamespace
  /** Where the overlay is changed. */
  readonly LEDGER?: DurableObjectNamespace<Ledger>
  /** Where isolates tell each other what they see. */
  readonly OBSERVATORY?: DurableObjectNamespace<Observatory>
  /** One typed row per request. */
  readonly ANALYTICS?: AnalyticsEngineDataset
  /** The static site. */
  readonly ASSETS: Fetcher
}
