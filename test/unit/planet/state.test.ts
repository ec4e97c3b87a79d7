import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dropState, makeStateDir, openState } from '../../../planet/state.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nearside-state-'))
})
afterEach(() => rmSync(root, { recursive: true }))

it('L4 secrets and passwords are made once, are random, and only the owner reads them', () => {
  const dir = makeStateDir(join(root, 'one'))
  const first = openState(dir)
  expect(first.gatewaySecret).toHaveLength(32)
  expect(openState(dir)).toEqual(first)
  expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600)
  const other = openState(makeStateDir(join(root, 'two')))
  expect(other.gatewaySecret).not.toEqual(first.gatewaySecret)
  expect(new Set([...Object.values(first.passwords), ...Object.values(other.passwords)]).size).toBe(8)
})

it('L130 the token of operators is made once, also for a folder that had none, and lies in a file for its owner alone', () => {
  const dir = makeStateDir(join(root, 'one'))
  const { operatorToken, ...first } = openState(dir)
  expect(operatorToken).toMatch(/^[\w-]{32,}$/)
  const file = join(dir, 'operator-token')
  expect(readFileSync(file, 'utf8')).toBe(operatorToken)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const secretsFile = join(dir, 'secrets.json')
  const { operatorToken: _, ...older } = JSON.parse(readFileSync(secretsFile, 'utf8'))
  writeFileSync(secretsFile, JSON.stringify(older))
  const again = openState(dir)
  expect(again).toMatchObject(first)
  expect(again.operatorToken).not.toBe(operatorToken)
  expect(openState(dir)).toEqual(again)
  dropState(dir)
  expect(existsSync(file)).toBe(false)
  expect(existsSync(again.edgesDir)).toBe(false)
})

it("L4 the folder lets the databases' user through, and nobody list it; one that was there keeps its mode", () => {
  expect(statSync(makeStateDir(join(root, 'new'))).mode & 0o777).toBe(0o711)
  expect(statSync(makeStateDir(root)).mode & 0o777).toBe(0o700)
})

it('L18 temporary files of a planet that was killed are gone when its folder is opened again', () => {
  const dir = makeStateDir(root)
  const { tempDir } = openState(dir)
  writeFileSync(join(tempDir, 'left'), '')
  expect(openState(dir).tempDir).toBe(tempDir)
  expect(readdirSync(tempDir)).toEqual([])
})

it('L5 starting over drops what the planet keeps and nothing else that lies in the folder', () => {
  const dir = makeStateDir(root)
  openState(dir)
  writeFileSync(join(dir, 'holiday.jpg'), '')
  dropState(dir)
  expect(existsSync(join(dir, 'secrets.json'))).toBe(false)
  expect(existsSync(join(dir, 'logs'))).toBe(false)
  expect(existsSync(join(dir, 'tmp'))).toBe(false)
  expect(existsSync(join(dir, 'holiday.jpg'))).toBe(true)
})
