import { expect, it } from 'vitest'
import type { Receipt } from '../../../site/src/receipt/receipt.ts'
import { sentenceOf } from '../../../site/src/receipt/sentence.ts'
import { CANCEL, nameOf, READ, receipt, WRITE } from './fixtures.ts'

it.each<[string, Receipt, string]>([
  [
    'a read at home',
    READ,
    'Mumbai answered from its own replica in 8.6 ms; light alone needs 0.1 ms. Virginia would have cost 198 ms.',
  ],
  [
    'a write over one round trip',
    WRITE,
    'Mumbai committed on the primary in Virginia in 207 ms; light alone needs 126 ms.',
  ],
  [
    'a replayed write',
    CANCEL,
    'Virginia took the replay and ran it beside the primary in 210 ms; light alone needs 126 ms.',
  ],
  [
    'a read that waited for its bookmark',
    receipt({ region: 'fra', data: 'waited', timing: 'app;dur=1, wait;dur=4' }),
    'Frankfurt waited 4 ms for what you had seen, then answered from its own replica in 5 ms.',
  ],
  [
    'a read that waited hardly at all',
    receipt({ region: 'bom', data: 'waited', timing: 'app;dur=1, wait;dur=0.03' }),
    'Mumbai waited under 0.1 ms for what you had seen, then answered from its own replica in 1 ms.',
  ],
  [
    'a read that was replayed',
    receipt({ region: 'iad', data: 'primary', timing: 'app;dur=1, edge;desc="replay";dur=3' }),
    'Virginia took the replay and answered from its own primary in 4 ms.',
  ],
  [
    'a read that was replayed to another replica',
    receipt({ region: 'fra', data: 'local', timing: 'app;dur=1, edge;desc="replay: behind";dur=3' }),
    'Frankfurt took the replay and answered from its own replica in 4 ms.',
  ],
  [
    'a write after a failover',
    receipt({
      action: 'order',
      region: 'fra',
      data: 'primary',
      timing: 'wan;desc="1 rtt";dur=150, floor;desc="bom";dur=60',
    }),
    'Frankfurt committed on the primary in Mumbai in 150 ms; light alone needs 60 ms.',
  ],
  [
    'a read that needed the primary',
    receipt({ region: 'fra', data: 'primary', timing: 'app;dur=1, wan;desc="1 rtt";dur=90' }),
    'Frankfurt read from the primary in Virginia in 91 ms.',
  ],
  [
    'a read beside the primary',
    receipt({ region: 'iad', data: 'primary', timing: 'app;dur=1, db;desc="primary";dur=1' }),
    'Virginia answered from its own primary in 2 ms.',
  ],
  [
    'a write beside the primary',
    receipt({ action: 'order', region: 'iad', data: 'primary', timing: 'db;desc="primary";dur=4.25' }),
    'Virginia committed on its own primary in 4.3 ms.',
  ],
  [
    'a failover',
    receipt({
      region: 'fra',
      data: 'local',
      timing: 'edge;desc="1 failed try";dur=3, net;desc="fra";dur=117',
    }),
    'The nearest region failed; Frankfurt answered from its own replica in 120 ms.',
  ],
  [
    'a region that says little',
    receipt({ region: 'gru', timing: 'app;dur=1' }),
    'São Paulo answered in 1 ms.',
  ],
  [
    'a refusal',
    receipt({ status: 409, region: 'bom', data: 'primary', timing: 'app;dur=1' }),
    'Mumbai answered with 409 in 1 ms.',
  ],
  [
    'a floor too small to print',
    receipt({ region: 'bom', data: 'local', timing: 'app;dur=1, floor;dur=0.02' }),
    'Mumbai answered from its own replica in 1 ms; light alone needs under 0.1 ms.',
  ],
  ['no receipt at all', receipt({}), 'The edge answered in 11 ms.'],
])('S4 one plain sentence says what happened: %s', (_, given, sentence) => {
  expect(sentenceOf(given, nameOf, 'iad')).toBe(sentence)
})
