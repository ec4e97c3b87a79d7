import { formatMs } from '../../receipt/format.ts'
import type { RegionRow } from '../model/regions.ts'
import { citiesInWords } from '../model/words.ts'

type Props = { readonly row: RegionRow; readonly colos: number }

/** Circuits and slowness, as all cities together see them. */
export function HealthCell({ row: { readOpen, writeOpen, pressed, pressureMs }, colos }: Props) {
  if (readOpen.length + writeOpen.length + pressed.length === 0) {
    return (
      <>
        <span>well</span>
        <span className="soft">in {colos === 1 ? 'the one city' : `all ${colos} cities`}</span>
      </>
    )
  }
  return (
    <>
      <Line words="reads fail" ids={readOpen} colos={colos} />
      <Line words="writes fail" ids={writeOpen} colos={colos} />
      <Line words={`${formatMs(pressureMs)} slower`} ids={pressed} colos={colos} />
    </>
  )
}

type LineProps = { readonly words: string; readonly ids: readonly string[]; readonly colos: number }

function Line({ words, ids, colos }: LineProps) {
  if (ids.length === 0) return null
  return (
    <span title={citiesInWords(ids, 99)}>
      <b className="bad">{words}</b>{' '}
      <span className="soft">
        in {ids.length} of {colos}
      </span>
    </span>
  )
}
