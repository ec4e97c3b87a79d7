// What any gateway of Workers does at least: the same path and query at another origin, the body streamed.

// biome-ignore lint/style/noDefaultExport: a Worker is its module's default export
export default {
  fetch(request, env) {
    const url = new URL(request.url)
    return fetch(new Request(env.ORIGIN + url.pathname + url.search, request), { redirect: 'manual' })
  },
}
