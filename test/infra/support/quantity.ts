/** Amounts as Kubernetes writes them. */

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
}

/** @returns cores, bytes or pieces. @throws where it is no quantity. */
export function quantity(text: string | number): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(String(text)) ?? []
  const factor = UNITS[unit]
  if (amount === undefined || factor === undefined) throw new Error(`expected a quantity, found ${text}`)
  return Number(amount) * factor
}
