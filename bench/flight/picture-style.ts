/** How the picture looks, light or dark as its reader is. Ours is the thick line. */
export const STYLE = `
svg { --page: #ffffff; --ink: #10151f; --soft: #535d6e; --line: #dfe4eb;
  --w0: #0e7c86; --w1: #9364ce; --w2: #886108; --w3: #ab366d; --w4: #ce5248; --w5: #475ec4; --w6: #535d6e;
  font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --page: #0b0e14; --ink: #e9edf5; --soft: #98a3b5; --line: #242c3a;
    --w0: #2fb5c0; --w1: #cdabfe; --w2: #cd9200; --w3: #e573a3; --w4: #fda297; --w5: #7b97fb; --w6: #98a3b5; }
}
.page { fill: var(--page) } text { fill: var(--ink); font-size: 14px; font-variant-numeric: tabular-nums }
.title { font-size: 21px; font-weight: 650; letter-spacing: -0.2px } .panel { font-weight: 600; font-size: 15px }
.note, .tick { font-size: 13px; fill: var(--soft) } .grid { stroke: var(--line) }
.line { fill: none; stroke-width: 2; stroke-linejoin: round } .line.w0 { stroke-width: 4 }
.end { font-size: 13px; font-weight: 600 }
${Array.from({ length: 7 }, (_, way) => `.line.w${way} { stroke: var(--w${way}) } .end.w${way} { fill: var(--w${way}) }`).join('\n')}
`
