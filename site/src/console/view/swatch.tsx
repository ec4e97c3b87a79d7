/** So many colours there are; beyond them they come again, dashed. */
export const LINE_COLOURS = 9

export function Swatch({ index }: { readonly index: number }) {
  return (
    <svg className="line-swatch" viewBox="0 0 16 8" width="16" height="8" aria-hidden="true">
      <path
        d="M0 4h16"
        style={{ stroke: `var(--line-${index % LINE_COLOURS})` }}
        strokeDasharray={index >= LINE_COLOURS ? '4 2' : undefined}
      />
    </svg>
  )
}
