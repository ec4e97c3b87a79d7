/** A study -> what is kept of it. Pure: the clock and the machine are arguments. */
import type { BenchResult } from '../result.ts'
import { ratiosOf } from './ratios.ts'
import type { StudiedWorld, Study } from './study.ts'

export function keptResult(study: Study, date: Date, where: Readonly<Record<string, unknown>>): BenchResult {
  const { options, worlds, growth, advice, seconds, threads } = study
  return {
    bench: 'world',
    ranAt: date.toISOString(),
    settings: { ...options, threads, ...where },
    ratios: ratiosOf(worlds),
    raw: {
      requests: options.requests * worlds.length,
      seconds,
      worlds: worlds.map(keptWorld),
      growth,
      advice: advice.candidates.map(({ site, then: { reads, writes }, savedMs, takes, from }) => {
        return { region: site.id, savedMs, takes, from, reads, writes }
      }),
      primaries: advice.primaries,
    },
  }
}

/** With the region of each city's reads, so that the picture can be drawn again. */
function keptWorld({ config, survey, ...world }: StudiedWorld): object {
  const reads = survey.ways.filter(({ intent }) => intent === 'read')
  return {
    regions: config.regions.map(({ id }) => id),
    ...world,
    loads: Object.fromEntries(survey.loads),
    readsOf: Object.fromEntries(reads.map(({ city, region }) => [city.id, region])),
  }
}
