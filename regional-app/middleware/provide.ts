import type { AppDeps } from '../env.ts'
import type { Part } from './stack.ts'

/** Puts what the app works with where every handler finds it. */
export function provide(deps: AppDeps): Part {
  return {
    before(c) {
      c.set('deps', deps)
      return undefined
    },
  }
}
