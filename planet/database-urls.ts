/** Who logs in to the databases of a planet, and their URLs. */
import { DATABASE, OWNER } from './postgres.ts'
import type { Passwords } from './state.ts'

export type Login = keyof Passwords

export const LOGINS: Readonly<Record<Login, string>> = {
  owner: OWNER,
  read: 'planet_read',
  write: 'planet_write',
  replication: 'planet_replication',
}

/** @returns the `postgres://` URL of a login through a port of this machine. */
export function databaseUrl(
  login: Login,
  passwords: Passwords,
  port: number,
  database: string = DATABASE,
): string {
  return `postgres://${LOGINS[login]}:${passwords[login]}@127.0.0.1:${port}/${database}`
}
