/** The fresh process of one variant: `variant.ts '{"root":…,"turnMs":…,"variant":…}'` -> one line of JSON. */
import { loadCode } from './code.ts'
import { measure } from './measure.ts'
import type { Variant } from './scenarios.ts'
import { callOf } from './steps.ts'

export type Task = { readonly root: string; readonly turnMs: number; readonly variant: Variant }

const { root, turnMs, variant } = JSON.parse(process.argv[2] ?? '') as Task
process.stdout.write(`${JSON.stringify(measure(callOf(variant, await loadCode(root)), turnMs))}\n`)
