/**
 * Lays out the files of the region's image: `npx node infra/image/tree.ts DEST`. The same lock file gives the same bytes, modes and
 * times, on any machine.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Package, productionClosure } from './closure.ts'
import { isNeeded, SOURCES } from './content.ts'

const PROJECT_DIR = join(import.meta.dirname, '../..')

export type Tree = {
  readonly files: number
  readonly bytes: number
  /** Of the packages, what never runs. */
  readonly leftOutBytes: number
}

export type TreeOptions = {
  readonly projectDir?: string
  /** When every file and folder says it was changed: https://reproducible-builds.org/specs/source-date-epoch/ */
  readonly epochS?: number
}

/** @throws Error where `dest` is not empty, or a package is not installed in the version of the lock file. */
export function layOutTree(dest: string, { projectDir = PROJECT_DIR, epochS = 0 }: TreeOptions = {}): Tree {
  if (existsSync(dest) && readdirSync(dest).length > 0) throw new Error(`${dest} is not empty`)
  const packages = productionClosure(JSON.parse(readFileSync(join(projectDir, 'package-lock.json'), 'utf8')))
  for (const each of packages) checkInstalled(projectDir, each)

  const sources = SOURCES.flatMap((path) => filesOf(projectDir, path))
  const installed = packages.flatMap(({ path }) =>
    filesOf(projectDir, path).map((file) => ({ file, needed: isNeeded(file.slice(path.length + 1)) })),
  )
  const needed = installed.filter((each) => each.needed).map(({ file }) => file)
  const bytes = copy([...sources, ...needed].sort(), projectDir, dest)
  settle(dest, epochS)
  return {
    files: sources.length + needed.length,
    bytes,
    leftOutBytes: installed
      .filter((each) => !each.needed)
      .reduce((sum, { file }) => sum + lstatSync(join(projectDir, file)).size, 0),
  }
}

function checkInstalled(projectDir: string, { path, version }: Package): void {
  const file = join(projectDir, path, 'package.json')
  const found = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : 'none'
  if (found !== version) throw new Error(`${path}: expected ${version}, found ${found}; run npm ci`)
}

/** @returns the files below, without packages inside of a package: the closure names those it needs. */
function filesOf(projectDir: string, path: string): string[] {
  const found = lstatSync(join(projectDir, path))
  if (found.isFile()) return [path]
  if (!found.isDirectory()) throw new Error(`${path} is neither a file nor a folder`)
  return readdirSync(join(projectDir, path))
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesOf(projectDir, `${path}/${name}`))
}

function copy(files: readonly string[], from: string, to: string): number {
  let bytes = 0
  for (const file of files) {
    const content = readFileSync(join(from, file))
    mkdirSync(dirname(join(to, file)), { recursive: true })
    writeFileSync(join(to, file), content)
    bytes += content.length
  }
  return bytes
}

/** Readable for every user, and the same whatever the umask and the clock say. Folders last: filling one changes its time. */
function settle(path: string, epochS: number): void {
  const isDirectory = lstatSync(path).isDirectory()
  if (isDirectory) for (const name of readdirSync(path).sort()) settle(join(path, name), epochS)
  chmodSync(path, isDirectory ? 0o755 : 0o644)
  utimesSync(path, epochS, epochS)
}

if (import.meta.main) {
  const [dest, ...rest] = process.argv.slice(2)
  const epoch = process.env.SOURCE_DATE_EPOCH ?? '0'
  if (dest === undefined || dest.startsWith('-') || rest.length > 0 || !/^\d{1,12}$/.test(epoch)) {
    console.error(
      'usage: npx node infra/image/tree.ts DEST, where SOURCE_DATE_EPOCH is a number of seconds or not set',
    )
    process.exit(2)
  }
  try {
    const { files, bytes, leftOutBytes } = layOutTree(dest, { epochS: Number(epoch) })
    const mb = (size: number) => (size / 1e6).toFixed(1)
    console.log(`${dest}: ${files} files, ${mb(bytes)} MB; left out ${mb(leftOutBytes)} MB that never run`)
  } catch (error) {
    console.error(`no tree: ${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
}
