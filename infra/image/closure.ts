/** Which packages the region's app runs on, by `package-lock.json`. Pure. */

export type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> }

export type LockedPackage = {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly hasInstallScript?: boolean
}

export type Package = {
  /** Of the project's folder: `node_modules/pg`. */
  readonly path: string
  readonly version: string
}

/**
 * What the project's `dependencies` need, and what those need, sorted by path. Optional ones are left out: here they are the
 * planet's Postgres and Node, or for other runtimes.
 * @throws Error where the lock file lacks one, or one is not made of files alone.
 */
export function productionClosure({ packages }: Lock): readonly Package[] {
  const found = new Map<string, Package>()
  const waiting = needsOf('', packages)
  for (let need = waiting.pop(); need; need = waiting.pop()) {
    const path = resolve(need, packages)
    if (found.has(path)) continue
    const { version, hasInstallScript } = packages[path] ?? {}
    if (version === undefined) throw new Error(`package-lock.json: ${path} has no version`)
    if (hasInstallScript)
      throw new Error(`package-lock.json: ${path} has an install script, and the image runs none`)
    found.set(path, { path, version })
    waiting.push(...needsOf(path, packages))
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

type Need = { readonly name: string; readonly by: string }

function needsOf(by: string, packages: Lock['packages']): Need[] {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = packages[by] ?? {}
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
  return [...Object.keys(dependencies), ...peers].map((name) => ({ name, by }))
}

/** Looks for it where Node does: beside the one that needs it, then further up. */
function resolve({ name, by }: Need, packages: Lock['packages']): string {
  for (let at = by; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (packages[path]) return path
    if (at === '')
      throw new Error(
        `package-lock.json: ${name} is missing, needed by ${by || 'the project'}; run npm install`,
      )
  }
}
