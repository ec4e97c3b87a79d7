/** How the charts look: the theme's colours on uPlot's canvas. */
import type { RefObject } from 'react'
import type uPlot from 'uplot'
import { LINE_COLOURS } from './swatch.tsx'

export type Look = {
  /** Whose line stands out, with its p95 beside it. */
  readonly active: string | undefined
  readonly onPoint: (index: number | undefined) => void
}

type Line = { readonly colo: string; readonly index: number }

/** Between two times of the axis, in seconds. */
const MINUTES = [1, 2, 5].map((minutes) => minutes * 60)

/** @param look is read with every drawing. */
export function chartOptions(
  element: HTMLElement,
  lines: readonly Line[],
  look: RefObject<Look>,
): uPlot.Options {
  const theme = getComputedStyle(element)
  const colour = (name: string) => theme.getPropertyValue(name).trim()
  const font = `12px ${theme.fontFamily}`
  const axis: uPlot.Axis = {
    stroke: colour('--ink-soft'),
    font,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  }
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(10, (max ?? 0) * 1.08)] } },
    axes: [
      { ...axis, size: 28, grid: { show: false }, space: 56, incrs: MINUTES, values: times },
      { ...axis, size: 44, gap: 6, space: 36, values: (_, ticks) => ticks.map((tick) => `${tick}`) },
    ],
    series: [
      {},
      ...lines.flatMap(({ colo, index }): uPlot.Series[] => {
        const own = colour(`--line-${index % LINE_COLOURS}`)
        const faint = `color-mix(in oklab, ${own} 22%, transparent)`
        const common = { points: { show: false }, spanGaps: false }
        return [
          {
            ...common,
            width: 2,
            ...(index >= LINE_COLOURS ? { dash: [6, 3] } : {}),
            stroke: () => ([undefined, colo].includes(look.current.active) ? own : faint),
          },
          {
            ...common,
            width: 1.25,
            dash: [3, 3],
            show: look.current.active === colo,
            stroke: own,
          },
        ]
      }),
    ],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left } }) =>
          look.current.onPoint((left ?? -1) < 0 ? undefined : (idx ?? undefined)),
      ],
    },
  }
}

function times(_: uPlot, seconds: number[]): string[] {
  return seconds.map((each) =>
    new Date(each * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
  )
}
