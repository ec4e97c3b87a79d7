/** A copy of the source with one guard taken out. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export type Mutation = {
  /** What is no longer so, for people. */
  readonly name: string
  readonly edits: readonly Edit[]
}

/** `find` stands in the file exactly once. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string }

export type Mutant = { readonly dir: string; remove(): void }

/** @throws where an edit does not fit: the guard has moved. */
export function makeMutant(sourceDir: string, { name, edits }: Mutation): Mutant {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-mutant-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  try {
    cpSync(sourceDir, dir, {
      recursive: true,
      filter: (path) => path === sourceDir || !LEFT_OUT.has(basename(path)),
    })
    symlinkSync(join(sourceDir, 'node_modules'), join(dir, 'node_modules'))
    for (const edit of edits) apply(dir, name, edit)
    return { dir, remove }
  } catch (error) {
    remove()
    throw error
  }
}

const LEFT_OUT: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.planet',
  '.wrangler',
  '.artifacts',
  'dist',
])

function apply(dir: string, name: string, { file, find, replace }: Edit): void {
  const path = join(dir, file)
  const [before = '', after, ...more] = readFileSync(path, 'utf8').split(find)
  if (after === undefined || more.length > 0) {
    const count = after === undefined ? 'nowhere' : `${more.length + 1} times`
    throw new Error(`"${name}": "${find}" stands ${count} in ${file}; the guard has moved`)
  }
  writeFileSync(path, before + replace + after)
}
