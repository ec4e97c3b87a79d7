import type { CityLink } from '../place/vantage.ts'
import './cities.css'

/** The same page from another city; nothing where the page is not served by a planet. */
export function Cities({ links }: { readonly links: readonly CityLink[] }) {
  if (links.length === 0) return null
  return (
    <nav className="cities" aria-label="See this page from">
      <ul>
        {links.map(({ city, href, isHere }) => (
          <li key={city.id}>
            <a href={href} ref={isHere ? reveal : undefined} aria-current={isHere ? 'page' : undefined}>
              {city.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** On a phone the row is longer than the screen. */
function reveal(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'center' })
}
