/**
 * The image's files as a root of their own, and processes in it: what a container runtime does, by the kernel's own means. The root
 * is read-only, holds what the distroless base brings and no shell; the user is 65532, without capabilities.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const IMAGE_UID = 65_532

export type ImageRoot = {
  /** Runs the image's entry point, node, with these arguments in `/app`. */
  run(args: readonly string[], env: Readonly<Record<string, string>>): ImageProcess
  /** Ends what still runs in it. */
  close(): Promise<void>
}

export type ImageProcess = {
  /** Of the process in the root: signals go there. */
  readonly pid: number
  /** What it has written so far, its errors among it. */
  output(): string
  /** @returns its exit code. */
  readonly exited: Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

/** @returns why no such root can be entered here, or undefined where it can. */
export function whyNoImageRoot(): string | undefined {
  if (process.platform !== 'linux') return 'not Linux'
  const tried = spawnSync('unshare', [...namespaces(), 'mount', '--make-rprivate', '/'], { encoding: 'utf8' })
  return tried.status === 0 ? undefined : `no mounts of one's own: ${tried.stderr || tried.error}`
}

/**
 * @param appDir a tree that was laid out; it becomes `/app`.
 * @param files more of them, by path: what the deployment mounts.
 */
export function makeImageRoot(appDir: string, files: Readonly<Record<string, string>>): ImageRoot {
  const root = mkdtempSync(join(tmpdir(), 'nearside-root-'))
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  addNode(root)
  put('/etc/passwd', `nonroot:x:${IMAGE_UID}:${IMAGE_UID}:nonroot:/home/nonroot:/sbin/nologin\n`)
  put('/etc/hosts', '127.0.0.1 localhost\n')
  for (const [path, content] of Object.entries(files)) put(path, content)
  for (const mounted of ['app', 'proc']) mkdirSync(join(root, mounted))
  execFileSync('chmod', ['-R', 'a+rX', root])
  const running: { readonly child: ChildProcess; readonly exited: Promise<number | null> }[] = []
  return {
    run(args, env) {
      const child = spawn('unshare', enter(root, appDir, ['/nodejs/bin/node', ...args]), {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const exited: Promise<number | null> = once(child, 'close').then(([code]) => code)
      running.push({ child, exited })
      const chunks: Buffer[] = []
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      }
      const inside = () => {
        const pid = childOf(child)
        if (pid === undefined) throw new Error(`nothing runs in the root: ${Buffer.concat(chunks)}`)
        return pid
      }
      return {
        get pid() {
          return inside()
        },
        output: () => Buffer.concat(chunks).toString(),
        exited,
        kill: (signal) => void process.kill(inside(), signal),
      }
    },
    async close() {
      // With the first process of a namespace all others of it end, and with the last one its mounts are gone.
      for (const { child } of running) {
        const inside = child.exitCode === null ? childOf(child) : undefined
        if (inside === undefined) child.kill('SIGKILL')
        else process.kill(inside, 'SIGKILL')
      }
      await Promise.all(running.map(({ exited }) => exited))
      rmSync(root, { recursive: true })
    },
  }
}

const IS_ROOT = process.getuid?.() === 0

/** Without root's rights one is root in a user namespace, which may make mounts. */
function namespaces(): readonly string[] {
  return ['--mount', '--pid', '--fork', ...(IS_ROOT ? [] : ['--user', '--map-root-user'])]
}

/** @returns the arguments of `unshare`. It is `exec` all the way, so that node is process 1, as in a container. */
function enter(root: string, appDir: string, command: readonly string[]): readonly string[] {
  const toUser = IS_ROOT
    ? `--clear-groups unshare --setgid ${IMAGE_UID} --setuid ${IMAGE_UID}`
    : `unshare --user --map-user ${IMAGE_UID} --map-group ${IMAGE_UID}`
  const script = `set -e
    root="$1"; app="$2"; shift 2
    mount --bind "$root" "$root"
    mount --bind "$app" "$root/app"
    mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
    mount -o remount,bind,ro "$root/app"
    mount -o remount,bind,ro "$root"
    exec setpriv --no-new-privs ${toUser} --root "$root" --wd /app "$@"`
  return [...namespaces(), 'sh', '-c', script, 'sh', root, appDir, ...command]
}

/** Node's own program and the libraries that it is linked with, where distroless has them or the loader looks. */
function addNode(root: string): void {
  const program = process.execPath
  const linked = execFileSync('ldd', [program], { encoding: 'utf8' })
  const libraries = [...linked.matchAll(/(\/\S+) \(0x/g)].flatMap(([, file]) => file ?? [])
  for (const [from, to] of [[program, '/nodejs/bin/node'], ...libraries.map((file) => [file, file])]) {
    mkdirSync(dirname(join(root, to ?? '')), { recursive: true })
    copyFileSync(from ?? '', join(root, to ?? ''))
  }
}

/** @returns the process that `unshare` has forked: signals are for that one. */
function childOf({ pid }: ChildProcess): number | undefined {
  const file = `/proc/${pid}/task/${pid}/children`
  const [child] = existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean) : []
  return child === undefined ? undefined : Number(child)
}
