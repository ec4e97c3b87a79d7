import { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { AppEnv } from './env.ts'
import { Answering } from './own-headers.ts'

/** The region's HTTP server, which does not listen yet. */
export function createHttpServer({ fetch }: Pick<Hono<AppEnv>, 'fetch'>): Server {
  const server = createAdaptorServer({ fetch, serverOptions: { ServerResponse: Answering } })
  if (!(server instanceof Server)) throw new TypeError('expected an HTTP/1.1 server')
  // Longer than a gateway keeps an idle connection: whoever closes first must not be the one that is asked.
  server.keepAliveTimeout = 120_000
  return server
}
