import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabaseHome, removeDatabaseHome } from '../../../planet/database-home.ts'
import { canReach, canTraverse } from '../../../planet/database-user.ts'
import { postgresBinaries } from '../../../planet/postgres-binaries.ts'

const STRANGER = { uid: 54_321, gid: 54_321 }
const isRoot = process.getuid?.() === 0
let root: string
let stateDir: string
let nativeDir: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nearside-home-'))
  chmodSync(root, 0o755)
  stateDir = join(root, 'state')
  nativeDir = join(root, 'native')
  mkdirSync(stateDir, { mode: 0o711 })
  for (const dir of ['bin', 'share/postgresql', 'lib']) mkdirSync(join(nativeDir, dir), { recursive: true })
  writeFileSync(join(nativeDir, 'bin/postgres'), 'program', { mode: 0o755 })
  writeFileSync(join(nativeDir, 'share/postgresql/postgres.bki'), '')
  writeFileSync(join(nativeDir, 'lib/libpq.so.5'), '')
  symlinkSync('libpq.so.5', join(nativeDir, 'lib/libpq.so'))
})

afterEach(() => {
  removeDatabaseHome(stateDir)
  rmSync(root, { recursive: true })
})

const open = (user: typeof STRANGER | undefined) =>
  openDatabaseHome(stateDir, { nativeDir, version: '18.4' }, user)

it('L6 a user reaches a file only where every folder above it lets them through', () => {
  const file = join(nativeDir, 'bin/postgres')
  expect(canReach(file, STRANGER)).toBe(true)
  chmodSync(nativeDir, 0o700)
  expect(canReach(file, STRANGER)).toBe(false)
  const { uid, gid } = statSync(nativeDir)
  expect(canReach(file, { uid, gid })).toBe(true)
  expect(canTraverse(stateDir, STRANGER)).toBe(true)
})

it('L6 the databases of a planet that is not root’s are in its state folder, run by the installed programs', () => {
  chmodSync(stateDir, 0o700)
  const { dir, binDir, elsewhere } = open(undefined)
  expect({ dir, binDir, elsewhere }).toEqual({
    dir: join(stateDir, 'databases'),
    binDir: join(nativeDir, 'bin'),
    elsewhere: false,
  })
  expect(statSync(dir).mode & 0o777).toBe(0o700)
})

describe.runIf(isRoot)('as root', () => {
  it('L6 they are in the state folder, given to their user, where that user can enter it', () => {
    const { dir, binDir, elsewhere } = open(STRANGER)
    expect({ dir, binDir, elsewhere }).toEqual({
      dir: join(stateDir, 'databases'),
      binDir: join(nativeDir, 'bin'),
      elsewhere: false,
    })
    expect(statSync(dir)).toMatchObject(STRANGER)
  })

  it('L6 they are elsewhere where it can not, at the same place every time, and starting over removes it', () => {
    chmodSync(stateDir, 0o700)
    const { dir, elsewhere } = open(STRANGER)
    expect(elsewhere).toBe(true)
    expect(dir.startsWith(root)).toBe(false)
    expect(open(STRANGER).dir).toBe(dir)
    removeDatabaseHome(stateDir)
    expect(existsSync(dir)).toBe(false)
  })

  it('L6 programs that the user can not reach are copied to where it can', () => {
    chmodSync(nativeDir, 0o700)
    const { dir, binDir } = open(STRANGER)
    expect(binDir.startsWith(dir)).toBe(true)
    expect(statSync(join(binDir, 'postgres'))).toMatchObject(STRANGER)
    expect(existsSync(join(binDir, '../lib/libpq.so'))).toBe(true)
    expect(open(STRANGER).binDir).toBe(binDir)
  })

  it('L6 a folder of that name that belongs to somebody else is not used', () => {
    chmodSync(stateDir, 0o700)
    const { dir } = open(STRANGER)
    expect(() => open({ uid: 1234, gid: 1234 })).toThrow(`${dir} belongs to somebody else`)
  })
})

describe('the programs of Postgres', () => {
  it('L7 are those that npm installed for this machine', () => {
    const { nativeDir: found, version } = postgresBinaries()
    expect(existsSync(join(found, 'bin/postgres'))).toBe(true)
    expect(version).toMatch(/^18\./)
  })

  it('L7 are missed with a word on where the planet runs', () => {
    expect(() => postgresBinaries('win32', 'x64')).toThrow(
      /no Postgres for win32-x64; it runs on linux-x64, .*\n.*WSL/,
    )
  })
})
