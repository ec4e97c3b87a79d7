import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTopology } from '../../../planet/topology.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nearside-topology-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const open = (stateId = 'one') => openTopology({ dir, stateId, first: 'iad' })

it('L100 a new planet has its primary where it begins, and replicas everywhere else', () => {
  const topology = open()
  expect([topology.primary(), topology.place('iad'), topology.place('bom_2')]).toEqual([
    'iad',
    'primary',
    'replica',
  ])
})

it('L100 who is the primary and who was left behind is known again after a restart', () => {
  const topology = open()
  topology.leaveBehind('fra')
  topology.promote('bom')
  const again = open()
  expect(again.primary()).toBe('bom')
  expect(['iad', 'bom', 'fra', 'bom_2'].map(again.place)).toEqual([
    'former-primary',
    'primary',
    'left-behind',
    'replica',
  ])
  again.follow('iad')
  expect(open().place('iad')).toBe('replica')
})

it('L100 a former primary stays one until it is copied', () => {
  const topology = open()
  topology.promote('bom')
  topology.leaveBehind('iad')
  expect(topology.place('iad')).toBe('former-primary')
})

it('L100 what another planet left in the folder is none of ours, and starting over forgets it all', () => {
  open('another').promote('bom')
  expect(open().primary()).toBe('iad')
  const topology = open('another')
  topology.reset()
  expect(readFileSync(join(dir, 'topology.json'), 'utf8')).not.toContain('bom')
})
