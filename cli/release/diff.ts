/** What an edit has changed, as a unified diff. Pure. */

const CONTEXT = 3

/** @param before and `after` have the same number of lines: edits replace values in their lines. */
export function diffText(file: string, before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const changed = now.flatMap((line, index) => (line === old[index] ? [] : [index]))
  return [
    `--- a/${file}`,
    `+++ b/${file}`,
    ...hunksOf(changed).flatMap((hunk) => hunkLines(hunk, old, now)),
  ].join('\n')
}

type Hunk = { readonly from: number; readonly to: number }

/** Changes whose context touches stand in one hunk. */
function hunksOf(changed: readonly number[]): readonly Hunk[] {
  const starts = changed.filter(
    (line, index) => index === 0 || line - (changed[index - 1] ?? 0) > 2 * CONTEXT,
  )
  return starts.map((from, index) => {
    const next = starts[index + 1] ?? Number.POSITIVE_INFINITY
    return { from, to: changed.findLast((line) => line < next) ?? from }
  })
}

function hunkLines({ from, to }: Hunk, old: readonly string[], now: readonly string[]): readonly string[] {
  // Behind the last line break is nothing.
  const end = old.at(-1) === '' ? old.length - 1 : old.length
  const [first, last] = [Math.max(0, from - CONTEXT), Math.min(end - 1, to + CONTEXT)]
  const size = last - first + 1
  const body: string[] = []
  for (let line = first; line <= last; line++) {
    if (old[line] === now[line]) {
      body.push(` ${old[line]}`)
      continue
    }
    let stop = line
    while (stop < last && old[stop + 1] !== now[stop + 1]) stop++
    body.push(...old.slice(line, stop + 1).map((text) => `-${text}`))
    body.push(...now.slice(line, stop + 1).map((text) => `+${text}`))
    line = stop
  }
  return [`@@ -${first + 1},${size} +${first + 1},${size} @@`, ...body.map((line) => line.replace(/\r$/, ''))]
}
