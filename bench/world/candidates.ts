/**
 * Cities where a region could stand: where machines of several clouds and hosters can be had. By their data centres' codes.
 * Mainland China is not among them: what stands there may not be reached from elsewhere, and needs a licence.
 */
export const CANDIDATES: readonly string[] = [
  ...['iad', 'ord', 'dfw', 'sjc', 'sea', 'mia', 'yul', 'qro'],
  ...['gru', 'scl', 'bog'],
  ...['lhr', 'fra', 'ams', 'cdg', 'mad', 'mxp', 'arn', 'waw'],
  ...['jnb', 'los', 'nbo', 'cai'],
  ...['tlv', 'dxb', 'bom', 'del', 'maa', 'sin', 'cgk', 'bkk', 'hkg', 'tpe', 'icn', 'nrt', 'kix'],
  ...['syd', 'mel', 'akl'],
]
