import type { Mesh } from './place/place.ts'

declare const __MESH__: Mesh

/** The regions of the deployed config, put in by the build (site/vite.config.ts). */
export const mesh: Mesh = __MESH__
