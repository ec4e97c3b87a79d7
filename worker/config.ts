/** `[vars.MESH]` of wrangler.toml -> one frozen {@link MeshConfig}. Every error is named at once. Pure. */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { contradictions } from './config-contradictions.ts'
import { Mesh, type MeshOutput } from './config-schema.ts'
import { shown } from './config-shown.ts'

export type RegionConfig = Readonly<MeshOutput['regions'][number]>
export type RouteRule = Readonly<NonNullable<MeshOutput['routes']>[number]>
export type MeshConfig = Readonly<Omit<MeshOutput, 'regions' | 'routes' | 'epoch'>> & {
  readonly regions: readonly RegionConfig[]
  readonly routes: readonly RouteRule[]
  /** Names this version of the config; 8 hexadecimal digits over its content where it names none itself. */
  readonly epoch: string
}

export type ConfigResult =
  | { readonly ok: true; readonly config: MeshConfig }
  | { readonly ok: false; readonly errors: readonly string[] }

/** @returns the config, or every error with its key, what was expected and what was found. */
export function parseConfig(input: unknown): ConfigResult {
  const result = v.safeParse(Mesh, input)
  const errors = [...(result.issues ?? []).map(described), ...contradictions(input)]
  if (!result.success || errors.length > 0) return { ok: false, errors }
  const epoch =
    result.output.epoch ??
    createHash('sha256').update(JSON.stringify(result.output)).digest('hex').slice(0, 8)
  return { ok: true, config: deepFreeze({ ...result.output, epoch }) }
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part)
  return Object.freeze(value)
}

function described(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue)
  const name = `MESH${key ? `.${key}` : ''}`
  if (issue.type === 'raw_check') return `${name}: ${issue.message}`
  return `${name}: expected ${issue.message}, found ${shown(issue.input)}`
}
