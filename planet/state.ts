/**
 * The state folder of a planet: its lock, its secrets and where its parts keep theirs.
 * One planet at a time runs on one folder.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { PlanetError } from './planet-error.ts'

export type PlanetState = {
  /** Absolute path. */
  readonly dir: string
  /** Names this state, so that data kept elsewhere can be told from another one's. */
  readonly id: string
  /** The gateway's secret, 32 bytes. */
  readonly gatewaySecret: Uint8Array
  readonly passwords: Passwords
  /** With which this machine's user operates the gateway; the command reads it from the file `operator-token`. */
  readonly operatorToken: string
  /** Where the edges keep what their operators have changed. */
  readonly edgesDir: string
  readonly logDir: string
  /** Empty when it is opened. */
  readonly tempDir: string
}

/** Passwords of the database logins. */
export type Passwords = {
  readonly owner: string
  readonly read: string
  readonly write: string
  readonly replication: string
}

type SecretsFile = {
  readonly id: string
  readonly gatewaySecret: string
  readonly passwords: Passwords
  readonly operatorToken: string
}

/** Opens the folder that {@link makeStateDir} made, with the lock held; makes its secrets where they are missing. */
export function openState(dir: string): PlanetState {
  const logDir = join(dir, 'logs')
  mkdirSync(logDir, { recursive: true, mode: 0o700 })
  const tempDir = join(dir, 'tmp')
  rmSync(tempDir, { recursive: true, force: true })
  mkdirSync(tempDir, { mode: 0o700 })
  const { gatewaySecret, ...secrets } = ensureSecrets(dir)
  writeAtomically(join(dir, 'operator-token'), secrets.operatorToken)
  const edgesDir = join(dir, 'edges')
  mkdirSync(edgesDir, { recursive: true, mode: 0o700 })
  return { ...secrets, dir, gatewaySecret: Buffer.from(gatewaySecret, 'base64'), edgesDir, logDir, tempDir }
}

/**
 * Makes the folder where it is missing. Others may then pass through it, as the databases' user has to, not list it;
 * one that is there already keeps its mode.
 * @returns its absolute path.
 * @throws PlanetError where it can't be made.
 */
export function makeStateDir(stateDir: string): string {
  const dir = resolve(stateDir)
  try {
    if (mkdirSync(dir, { recursive: true }) !== undefined) chmodSync(dir, 0o711)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new PlanetError(
      `${dir} can't be the folder of the planet's data: expected a folder, or a place for one, found ${code}.`,
    )
  }
  return dir
}

/** Removes a state folder with nothing in it; any other stays. */
export function dropEmptyStateDir(dir: string): void {
  try {
    rmdirSync(dir)
  } catch {
    // Something lies in it, or it is gone.
  }
}

/** Drops what a planet keeps here, and nothing else that may lie in the folder. */
export function dropState(dir: string): void {
  for (const name of ['secrets.json', 'operator-token', 'logs', 'tmp', 'databases', 'edges'])
    rmSync(join(dir, name), { recursive: true, force: true })
}

/** What an older planet did not have yet is added. */
function ensureSecrets(dir: string): SecretsFile {
  const found = readSecrets(dir)
  const secrets = { ...makeSecrets(), ...found }
  if (found?.operatorToken === undefined)
    writeAtomically(secretsFile(dir), JSON.stringify(secrets, undefined, 2))
  return secrets
}

function readSecrets(dir: string): Partial<SecretsFile> | undefined {
  return existsSync(secretsFile(dir)) ? JSON.parse(readFileSync(secretsFile(dir), 'utf8')) : undefined
}

function makeSecrets(): SecretsFile {
  const secret = () => randomBytes(24).toString('base64url')
  return {
    id: randomUUID(),
    gatewaySecret: randomBytes(32).toString('base64'),
    passwords: { owner: secret(), read: secret(), write: secret(), replication: secret() },
    operatorToken: secret(),
  }
}

function secretsFile(dir: string): string {
  return join(dir, 'secrets.json')
}
