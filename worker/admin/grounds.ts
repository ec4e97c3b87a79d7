/** What the safety rules judge by, as this isolate knows it. */
import type { Gateway } from '../app.ts'
import type { Grounds } from '../overlay/safety.ts'
import { primaryOf } from '../routing/primary.ts'

export function groundsOf({ config, store }: Pick<Gateway, 'config' | 'store'>): Grounds {
  return {
    regions: config.regions.map(({ id, weight, capacity }) => ({ id, weight, capacity })),
    routes: config.routes.map(({ only }) => ({ only })),
    primary: primaryOf(config, store.standings),
    unwell: [...store.unwell('read')],
  }
}
