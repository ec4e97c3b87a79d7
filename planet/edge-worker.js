// What listens in a city: the Worker itself for paths that it gets first, as Cloudflare would have it, in its own isolate;
// for all else Miniflare's Workers for static files, which ask the Worker for what is missing.
import gateway from './index.js'

// Its Durable Objects are looked for in the main module.
export * from './index.js'
// biome-ignore lint/style/noDefaultExport: a Worker is its module's default export
export default gateway

/** @param env with `WORKER_FIRST`, the beginnings of those paths, and `WITH_FILES`, the same Worker behind the static files. */
export const edge = {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url)
    const isFirst = env.WORKER_FIRST.some((beginning) => pathname.startsWith(beginning))
    return isFirst ? gateway.fetch(request, env, context) : env.WITH_FILES.fetch(request)
  },
}
