// Says what a Worker in a city sees; stands in for the gateway where only the edge around it is under test.
let isolate

/** The edges bind it in every city. */
export class Ledger {}

// biome-ignore lint/style/noDefaultExport: a Worker is its module's default export
export default {
  async fetch(request, env) {
    isolate ??= crypto.randomUUID()
    const { pathname } = new URL(request.url)
    if (pathname === '/api/unreachable') return unreachable()
    if (pathname === '/api/crash') throw new Error('the probe crashes')
    return Response.json({
      isolate,
      method: request.method,
      url: request.url,
      cf: request.cf ?? null,
      headers: Object.fromEntries(request.headers),
      mesh: env.MESH,
      signingKeys: env.SIGNING_KEYS,
      asset: await (await env.ASSETS.fetch('http://assets/hello.txt')).text(),
    })
  },
}

async function unreachable() {
  try {
    return await fetch('http://127.0.0.1:1/')
  } catch (error) {
    return new Response(String(error), { status: 502 })
  }
}
