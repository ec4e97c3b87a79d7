import { expect, it } from 'vitest'
import { formatSigningKey, parseSigningKeys } from '../../../protocol/signing-keys.ts'

const KEYS = ['new', 'old'].map((id, index) => ({ id, secret: new Uint8Array(32).fill(index) }))

it('P16 signing keys read back as they were written, in their order', () => {
  expect(parseSigningKeys(KEYS.map(formatSigningKey).join(', '))).toEqual({ ok: true, keys: KEYS })
})

it('P17 signing keys of another form are refused with the place, without the secret', () => {
  const good = KEYS.map(formatSigningKey)[0] ?? ''
  for (const bad of ['', 'k', 'k:AAAA', `k:${'A'.repeat(60)}`, good]) {
    const parsed = parseSigningKeys(`${good},${bad}`)
    expect(parsed).toMatchObject({ ok: false, error: expect.stringContaining('key 2 ') })
    expect(JSON.stringify(parsed)).not.toContain('AAAA')
  }
})
