/** Ten by ten by ten words make the thousand names of the example shop. */
export const STYLES: readonly string[] = [
  'Alpine',
  'Classic',
  'Coastal',
  'Everyday',
  'Handmade',
  'Heritage',
  'Modern',
  'Nordic',
  'Studio',
  'Travel',
]

export const MATERIALS: readonly string[] = [
  'Bamboo',
  'Canvas',
  'Ceramic',
  'Copper',
  'Cork',
  'Glass',
  'Leather',
  'Linen',
  'Oak',
  'Steel',
]

/** `fromCents` is the lowest price of its kind; a seeded price lies up to twice as high. */
export const GOODS: readonly { readonly name: string; readonly fromCents: number }[] = [
  { name: 'Bookend', fromCents: 1_900 },
  { name: 'Bowl', fromCents: 1_600 },
  { name: 'Coaster Set', fromCents: 1_200 },
  { name: 'Desk Lamp', fromCents: 6_900 },
  { name: 'Key Tray', fromCents: 1_500 },
  { name: 'Notebook Stand', fromCents: 3_900 },
  { name: 'Pen Holder', fromCents: 1_400 },
  { name: 'Serving Board', fromCents: 3_200 },
  { name: 'Storage Box', fromCents: 2_700 },
  { name: 'Wall Clock', fromCents: 5_400 },
]
