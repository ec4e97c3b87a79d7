/** How the pictures of this bench look, light or dark as their reader is. */
export const STYLE = `
svg { --page: #ffffff; --ink: #10151f; --soft: #535d6e; --line: #dfe4eb; --sea: #eef2f7; --land: #d3dae4;
  --reads: #0e7c86; --writes: #c2410c;
  --c0: #066bb8; --c1: #ce5248; --c2: #007c59; --c3: #9364ce; --c4: #886108; --c5: #0f8fa9;
  --c6: #ab366d; --c7: #599315; --c8: #475ec4; --c9: #c95b0d; --c10: #087970; --c11: #ac5ab7;
  font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0b0e14; --ink: #e9edf5; --soft: #98a3b5; --line: #242c3a; --sea: #111824; --land: #2a3445;
    --reads: #2fb5c0; --writes: #ff9457;
    --c0: #4ba3f7; --c1: #fda297; --c2: #0fba88; --c3: #cdabfe; --c4: #cd9200; --c5: #1bd3f9;
    --c6: #e573a3; --c7: #98d268; --c8: #7b97fb; --c9: #fda578; --c10: #17b6a8; --c11: #eb9bf6; }
}
.page { fill: var(--page) } .sea { fill: var(--sea) } .land { fill: var(--land) }
text { fill: var(--ink); font-variant-numeric: tabular-nums }
.title { font-size: 21px; font-weight: 650; letter-spacing: -0.2px }
.figures, .entry { font-size: 15px } .soft { fill: var(--soft) } .number { font-weight: 600 }
.note { font-size: 13px; fill: var(--soft) }
.code { font-size: 14px; font-weight: 700; paint-order: stroke; stroke: var(--sea); stroke-width: 4px; stroke-linejoin: round }
.region { stroke: var(--page); stroke-width: 1.5 } .primary { stroke: var(--ink); stroke-width: 2 }
.city { fill-opacity: 0.8; stroke: var(--sea); stroke-width: 0.4 }
.grid { stroke: var(--line) } .tick { font-size: 13px; fill: var(--soft) }
.reads { stroke: var(--reads) } .writes { stroke: var(--writes) } .far { stroke-dasharray: 5 4 }
.curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }
.mark { stroke: none } .mark.reads, text.reads { fill: var(--reads) } .mark.writes, text.writes { fill: var(--writes) }
text.reads, text.writes { stroke: none; font-size: 14px; font-weight: 600 }
${Array.from({ length: 12 }, (_, index) => `.c${index} { fill: var(--c${index}) }`).join(' ')}
`

/** As many as there are colours; more regions take them again. */
export const COLOURS = 12
