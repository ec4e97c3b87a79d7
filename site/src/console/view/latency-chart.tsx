import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Series } from '../model/series.ts'
import { chartOptions, type Look } from './chart-options.ts'

type Props = {
  readonly series: Series
  readonly order: readonly string[]
  readonly active: string | undefined
  /** Which point the pointer is at. */
  readonly onPoint: (index: number | undefined) => void
}

/** The lines on a canvas; their numbers are in the table beside it. */
export function LatencyChart({ series, order, active, onPoint }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(undefined)
  const theme = useTheme()
  const look = useRef<Look>({ active, onPoint })
  look.current = { active, onPoint }
  const data: uPlot.AlignedData = [
    [...series.timesS],
    ...series.lines.flatMap(({ p50, p95 }) => [[...p50], [...p95]]),
  ]
  const latest = useRef(data)
  latest.current = data
  const shape = series.lines.map(({ colo }) => `${colo} ${order.indexOf(colo)}`).join()

  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew with other lines or colours; data come by themselves.
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const lines = series.lines.map(({ colo }) => ({ colo, index: order.indexOf(colo) }))
    const made = new uPlot(chartOptions(element, lines, look), latest.current, element)
    chart.current = made
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      chart.current = undefined
    }
  }, [shape, theme])

  useEffect(() => {
    const made = chart.current
    if (!made) return
    made.batch(() => {
      // A p95 that isn't shown must not stretch the scale.
      series.lines.forEach(({ colo }, index) => {
        made.setSeries(2 + 2 * index, { show: colo === active })
      })
      made.setData(data)
    })
  })

  return <div ref={frame} className="latency-chart" />
}

/** @returns another value whenever the colours of the page change. */
function useTheme(): boolean {
  const [isDark, set] = useState(() => DARK.matches)
  useEffect(() => {
    const turn = () => set(DARK.matches)
    DARK.addEventListener('change', turn)
    return () => DARK.removeEventListener('change', turn)
  }, [])
  return isDark
}

const DARK = matchMedia('(prefers-color-scheme: dark)')
