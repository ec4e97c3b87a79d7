/**
 * Reads the text format of Prometheus.
 * @returns the sum of all series of that name that have these labels; undefined where there is none.
 */
export function readMetrics(
  text: string,
): (name: string, labels?: Readonly<Record<string, string>>) => number | undefined {
  const series = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, labels = '', value]) => ({
    ...{ name, value: Number(value?.replace('Inf', 'Infinity')) },
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, found]) => [key, found]),
    ),
  }))
  return (name, labels = {}) => {
    const found = series.filter(
      (each) =>
        each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
    )
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0)
  }
}
