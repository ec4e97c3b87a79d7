import { describe, expect, it } from 'vitest'
import { parseFault } from '../../../planet/faults.ts'

describe('L66 a fault that makes sense is accepted, its link is the edge by default', () => {
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
  ])('%j', (json, fault) => {
    expect(parseFault(json)).toEqual({ ok: true, fault })
  })
})

describe('L68 a field that is missing is told so, with what it stands for', () => {
  it.each([
    [{}, 'fault', 'is missing (one of crash-app, crash-db, pause-replay, cut, blackhole, slow)'],
    [{ fault: 'cut' }, 'region', 'is missing (one of iad, bom, fra)'],
    [
      { fault: 'slow', region: 'bom' },
      'ms',
      'is missing (slow adds that many milliseconds to the round trip)',
    ],
    [null, 'body', 'expected an object, found null'],
  ])('%j: %s %s', (json, field, message) => {
    expect(parseFault(json)).toEqual({ ok: false, errors: [{ field, message }] })
  })
})

describe('L67 a fault that makes none is refused, and every error names its field', () => {
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
    [{ fault: 'pause-replay', region: 'iad' }, ['region']],
    [{ fault: 'cut', region: 'iad', link: 'primary' }, ['link']],
    [{ fault: 'cut', region: 'bom', link: 'primary', from: 'sin' }, ['from']],
  ])('%j: %j', (json, fields) => {
    const parsed = parseFault(json)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.errors.map(({ field }) => field).sort()).toEqual([...fields].sort())
  })
})
