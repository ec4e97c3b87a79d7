// Says what a Worker in a city sees; stands in for the gateway where only the edge around it is under test.
let isolate

/** The edges bind them in every city. */
export class Ledger {}
export class Observatory {}

// biome-ignore lint/style/noDefaultExport: a Worker is its module's default export
export default {
  async fetch(request, env) {
    isolate ??= crypto.randomUUID()
    const { pathname } = new URL(request.url)
    if (pathname === '/api/unreachable') return unreachable(fetch)
    if (pathname === '/api/unbound') return unreachable((url) => env.REGION_IAD.fetch(url))
    if (pathname === '/api/crash') throw new Error('the probe crashes')
    if (pathname === '/api/overlay') return overlay(request, env)
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

/** Reads what is put as text, as a gateway does. */
async function overlay(request, { OVERLAY }) {
  try {
    if (request.method === 'PUT') await OVERLAY.put('overlay', await request.text())
    return new Response(await OVERLAY.get('overlay', { type: 'text', cacheTtl: 30 }))
  } catch (error) {
    return new Response(error.message, { status: 503 })
  }
}

async function unreachable(send) {
  try {
    return await send('http://127.0.0.1:1/')
  } catch (error) {
    return new Response(String(error), { status: 502 })
  }
}
