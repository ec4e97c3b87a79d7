/** Values of the database that Helm refuses: each error names the key, what was expected and what was found. */
import { describe, expect, it } from 'vitest'
import { BEFORE, ENVIRONMENTS, STEPS, what } from './support/database.ts'
import { TOKEN } from './support/demotion-token.ts'
import { HELM, type Manifest, refusal, type Values } from './support/helm.ts'

describe.skipIf(!HELM)('the database', () => {
  it.each<[string, Values, RegExp]>([
    ['two primaries', { primary: ['iad', 'bom'] }, /'\/primary': got array, want string/],
    [
      'an unknown primary',
      { primary: 'sin' },
      /primary: expected one of regions \(iad, bom, fra\), found "sin"/,
    ],
    [
      'the primary as its own successor',
      { successor: 'iad' },
      /successor: expected .* other than the primary iad/,
    ],
    [
      'a primary that nobody promoted',
      { primary: 'bom' },
      /promotion\.region: expected the primary bom, found "iad"/,
    ],
    [
      'a primary elsewhere that is still the first',
      { primary: 'bom', promotion: { region: 'bom', by: 'initdb' } },
      /promotion\.by: expected token \(or failover/,
    ],
    [
      'a primary elsewhere that was made there',
      { primary: 'bom', promotion: { region: 'bom', by: 'made' } },
      /promotion\.by: expected token .* found "made"/,
    ],
    [
      'a move before the first start',
      { successor: 'bom', promotion: { by: 'initdb' } },
      /promotion\.by: expected made while successor is set, found "initdb"/,
    ],
    [
      'a promotion without its token',
      { primary: 'bom', promotion: { region: 'bom', by: 'token' } },
      /promotion\.token: expected \.status\.demotionToken of the former primary, found ""/,
    ],
    [
      'half a token',
      { primary: 'bom', promotion: { region: 'bom', by: 'token', token: TOKEN.slice(0, 40) } },
      /promotion\.token: expected .*, whole, found one without/,
    ],
    [
      'the token of an earlier move',
      { primary: 'fra', promotion: { region: 'bom', by: 'token', token: TOKEN } },
      /promotion\.region: expected the primary fra, found "bom"/,
    ],
    [
      'a successor beside the last token',
      { ...STEPS.promoted, successor: 'fra' },
      /promotion\.token: expected "" while successor is set/,
    ],
    [
      'a failover with a token',
      { primary: 'bom', promotion: { region: 'bom', by: 'failover', token: TOKEN } },
      /promotion\.token: expected "" where promotion\.by is failover/,
    ],
  ])('I75 a move of the primary that would lose writes is refused by its key: %s', (_, values, message) => {
    const promotion = { ...BEFORE.promotion, ...Object(values.promotion) }
    expect(
      refusal(what({ environment: 'prod', region: 'bom' }), {
        region: 'bom',
        ...BEFORE,
        ...values,
        promotion,
      }),
    ).toMatch(message)
  })

  it.each<[string, Values, RegExp]>([
    ['an unknown key', { replicas: 3 }, /additional properties 'replicas' not allowed/],
    ['a region that is not in the table', { region: 'sin' }, /region: expected one of regions/],
    [
      'a region listed twice',
      { regions: ENVIRONMENTS.prod.regions.concat(ENVIRONMENTS.prod.regions[0]) },
      /regions: expected each \w+ once, found/,
    ],
    [
      'an address that is a network',
      { regions: [{ ...ENVIRONMENTS.prod.regions[0], address: '0.0.0.0/0' }] },
      /'\/regions\/0\/address'/,
    ],
    [
      'a server without memory',
      { resources: { memoryMi: null } },
      /'\/resources'.*missing property 'memoryMi'/,
    ],
    ['an image without a version', { image: { tag: 'latest' } }, /'\/image\/tag'/],
    [
      'a volume that kept log would fill',
      { storage: { sizeGi: 16 } },
      /postgresql\.slotWalKeepMi: expected less/,
    ],
    ['backups that go nowhere', { backup: { endpoint: '' } }, /backup: expected bucketPrefix and endpoint/],
    [
      'a certificate renewed before it is issued',
      { certificates: { duration: '720h' } },
      /certificates\.renewBefore: expected less than certificates\.duration \(720h\), found 720h/,
    ],
    [
      'an outbound address that another region has',
      { regions: ENVIRONMENTS.prod.regions.map((each: Manifest) => ({ ...each, outbound: '192.0.2.99' })) },
      /regions: expected each address once, found/,
    ],
    [
      'a restore of an unknown region',
      { drill: { enabled: true, from: 'sin' } },
      /drill\.from: expected one of/,
    ],
  ])('I76 a broken values file is refused with the key named: %s', (_, values, message) => {
    expect(refusal(what({ environment: 'prod', region: 'iad' }), values)).toMatch(message)
  })
})
