/** Which files of the project and of its packages the image holds. Pure. */

/** Of the project's folder. */
export const SOURCES = ['db', 'package.json', 'protocol', 'regional-app'] as const

/** Of a package, at its top: what its authors test and describe it with. */
const FOLDERS = new Set(['test', 'tests', '__tests__', 'benchmarks', 'docs', 'examples', 'coverage'])

/** Node runs no TypeScript below `node_modules`: types and sources there are for tools alone, as tests are. */
const FOR_TOOLS = /\.(?:[cm]?ts|test\.[cm]?js|map|md|markdown|ya?ml|html|sh|zip|ico)$/i

/** Has to go with the code, whatever its name ends in. */
const LICENSES = /^(?:licen[cs]e|notice|copying)/i

/**
 * @param path of the package's folder, `lib/index.js`.
 * @returns whether the file may be read when the app runs, or is a license.
 */
export function isNeeded(path: string): boolean {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  if (FOLDERS.has(folders[0] ?? '') || folders.some((folder) => folder.startsWith('.'))) return false
  return LICENSES.test(name) || !(name.startsWith('.') || FOR_TOOLS.test(name))
}
