/** What tests ask of rendered manifests. */
import { isDeepStrictEqual } from 'node:util'
import type { Manifest } from './helm.ts'

export type Difference = { readonly path: string; readonly was: unknown; readonly is: unknown }

/** @returns every value that differs, by its document's kind and name and its path in it; whole documents where one has none. */
export function differences(before: readonly Manifest[], after: readonly Manifest[]): readonly Difference[] {
  const [old, young] = [byName(before), byName(after)]
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name) =>
    compare(name, old.get(name), young.get(name)),
  )
}

export function kinds(manifests: readonly Manifest[], kind: string): readonly Manifest[] {
  return manifests.filter((each) => each.kind === kind)
}

/** @returns the pod that a manifest is, or makes. */
export function podOf({ kind, spec }: Manifest): Manifest | undefined {
  return kind === 'Pod' ? spec : spec?.template?.spec
}

/**
 * @returns the environment of a Deployment's container as a kubelet puts it together.
 * @param secrets by the Secret's name and key.
 */
export function environmentOf(
  manifests: readonly Manifest[],
  deployment: string,
  secrets: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Readonly<Record<string, string>> {
  const { containers } = podOf(named(manifests, 'Deployment', deployment))
  const env: Record<string, string> = {}
  for (const { configMapRef, secretRef } of containers[0].envFrom) {
    Object.assign(
      env,
      configMapRef ? named(manifests, 'ConfigMap', configMapRef.name).data : secrets[secretRef.name],
    )
  }
  for (const { name, value, valueFrom } of containers[0].env) {
    const { secretKeyRef } = valueFrom ?? {}
    const text = secretKeyRef ? secrets[secretKeyRef.name]?.[secretKeyRef.key] : value
    // A name that is not known yet stays as it is.
    env[name] = text.replaceAll(/\$\((\w+)\)/g, (all: string, other: string) => env[other] ?? all)
  }
  return env
}

function named(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  return kinds(manifests, kind).find(({ metadata }) => metadata.name === name)
}

function byName(manifests: readonly Manifest[]): Map<string, Manifest> {
  return new Map(manifests.map((each) => [`${each.kind} ${each.metadata.name}`, each]))
}

function compare(path: string, was: Manifest, is: Manifest): readonly Difference[] {
  if (isDeepStrictEqual(was, is)) return []
  if (!isObject(was) || !isObject(is)) return [{ path, was, is }]
  const keys = new Set([...Object.keys(was), ...Object.keys(is)])
  return [...keys].flatMap((key) => compare(`${path}.${key}`, was[key], is[key]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
