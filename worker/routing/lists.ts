/** The lists of a config, to be walked with each request. Pure: what is remembered is what would be made again. */
import type { MeshConfig } from '../config.ts'

export type Lists = Pick<MeshConfig, 'primary' | 'regions' | 'routes' | 'app'>

/**
 * A config is frozen, and V8 takes five to seventy times as long for `find`, `some` or `filter` of a frozen list of 3 to
 * 30 as for those of any other. So each config's lists are copied once; what is in them stays frozen.
 */
export function listsOf(config: MeshConfig): Lists {
  const known = made.get(config)
  if (known) return known
  const { primary, regions, routes, app } = config
  const lists = { primary, regions: [...regions], routes: [...routes], app: [...app] }
  made.set(config, lists)
  return lists
}

const made = new WeakMap<MeshConfig, Lists>()
