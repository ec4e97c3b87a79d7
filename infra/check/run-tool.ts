/** Runs a tool, and keeps what it says. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { TOOLS_DIR, type ToolName, toolPath } from './tools.ts'

export type Ran = { readonly ok: boolean; readonly stdout: string; readonly all: string }

/** @param cwd the project by default. */
export async function runTool(
  name: ToolName,
  args: readonly string[],
  { cwd = join(import.meta.dirname, '../..'), env = {} as Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  return await runProgram(toolPath(name) ?? name, args, { cwd, env })
}

export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  // One tool finds another, actionlint shellcheck, and all find the project's own Node.
  const PATH = [join(TOOLS_DIR, 'bin'), NODE_BIN, process.env.PATH].join(delimiter)
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { ok: code === 0, stdout, all: `${stdout}${stderr}` }
}

const NODE_BIN = join(import.meta.dirname, '../../node_modules/.bin')
