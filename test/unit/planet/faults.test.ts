import { describe, expect, it } from 'vitest'
import { parseFault } from '../../../planet/faults.ts'

describe('a fault that makes sense is accepted, its link is the edge by default', () => {
  it.each([
    [
      { fault: 'crash-app', region: 'bom' },
      { fault: 'crash-app', region: 'bom' },
    ],
    [
      { fault: 'crash-db', region: 'iad' },
      { fault: 'crash-db', region: 'iad' },
    ],
    [
      { fault: 'pause-replay', region: 'fra' },
      { fault: 'pause-replay', region: 'fra' },
    ],
    [
      { fault: 'cut', region: 'bom' },
      { fault: 'cut', region: 'bom', link: 'edge' },
    ],
    [
      { fault: 'blackhole', region: 'bom', link: 'primary' },
      { fault: 'blackhole', region: 'bom', link: 'primary' },
    ],
    [
      { fault: 'slow', region: 'bom', from: 'sin', ms: 300 },
      { fault: 'slow', region: 'bom', from: 'sin', ms: 300, link: 'edge' },
    ],
    [
      { fault: 'crash-db', region: 'bom', server: 2 },
      { fault: 'crash-db', region: 'bom', server: 2 },
    ],
    [
      { fault: 'cut', region: 'fra', link: 'replication' },
      { fault: 'cut', region: 'fra', link: 'replication' },
    ],
    [{ fault: 'hold-replication' }, { fault: 'hold-replication' }],
    [
      { fault: 'failover', region: 'bom' },
      { fault: 'failover', region: 'bom' },
    ],
    [{ fault: 'return-primary' }, { fault: 'return-primary' }],
    [
      { fault: 'slow-db', region: 'bom', ms: 300 },
      { fault: 'slow-db', region: 'bom', ms: 300 },
    ],
    [{ fault: 'kv-hang' }, { fault: 'kv-hang' }],
    [
      { fault: 'kv-slow', ms: 60_000 },
      { fault: 'kv-slow', ms: 60_000 },
    ],
    [
      { fault: 'return-primary', region: 'iad' },
      { fault: 'return-primary', region: 'iad' },
    ],
  ])('L66 %j', (json, fault) => {
    expect(parseFault(json)).toEqual({ ok: true, fault })
  })
})

describe('a field that is missing is told so, with what it stands for', () => {
  it.each([
    [
      {},
      'fault',
      'is missing (one of crash-app, crash-db, slow-db, pause-replay, cut, blackhole, slow, hold-replication, failover, return-primary, kv-down, kv-hang, kv-garbage, kv-slow)',
    ],
    [{ fault: 'failover' }, 'region', 'is missing (one of iad, bom, fra)'],
    [{ fault: 'cut' }, 'region', 'is missing (one of iad, bom, fra)'],
    [
      { fault: 'slow', region: 'bom' },
      'ms',
      'is missing (slow adds that many milliseconds to the round trip, slow-db answers at most and kv-slow spreads just that much later)',
    ],
    [null, 'body', 'expected an object, found null'],
  ])('L68 %j: %s %s', (json, field, message) => {
    expect(parseFault(json)).toEqual({ ok: false, errors: [{ field, message }] })
  })
})

describe('a fault that makes none is refused, and every error names its field', () => {
  it.each([
    ['nonsense', ['body']],
    [null, ['body']],
    [{}, ['fault']],
    [{ fault: 'meteor', region: 'bom' }, ['fault']],
    [{ fault: 'cut' }, ['region']],
    [{ fault: 'crash-app', region: 'sin' }, ['region']],
    [{ fault: 'crash-app', region: 'bom', link: 'edge' }, ['link']],
    [{ fault: 'cut', region: 'xyz', link: 'moon', from: 'mars' }, ['region', 'link', 'from']],
    [{ fault: 'slow', region: 'bom' }, ['ms']],
    [{ fault: 'slow', region: 'bom', ms: 0 }, ['ms']],
    [{ fault: 'slow', region: 'bom', ms: 1e9 }, ['ms']],
    [{ fault: 'cut', region: 'bom', ms: 5 }, ['ms']],
    [{ fault: 'crash-db', region: 'bom', server: 3 }, ['server']],
    [{ fault: 'crash-app', region: 'bom', server: 1 }, ['server']],
    [{ fault: 'hold-replication', region: 'bom' }, ['region']],
    [{ fault: 'failover', region: 'bom', lose: true }, ['lose']],
    [{ fault: 'slow-db', region: 'bom' }, ['ms']],
    [{ fault: 'slow-db', region: 'bom', ms: 0.5 }, ['ms']],
    [{ fault: 'slow-db', region: 'bom', ms: 2001 }, ['ms']],
    [{ fault: 'kv-down', region: 'bom' }, ['region']],
    [{ fault: 'kv-slow' }, ['ms']],
    [{ fault: 'cut', region: 'bom', link: 'replication', from: 'sin' }, ['from']],
    [{ fault: 'cut', region: 'bom', link: 'primary', from: 'sin' }, ['from']],
  ])('L67 %j: %j', (json, fields) => {
    const parsed = parseFault(json)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.errors.map(({ field }) => field).sort()).toEqual([...fields].sort())
  })
})
