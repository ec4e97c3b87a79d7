/** Workers -> a config of plain workerd (workerd.capnp of its package), as text. Pure. */

export type WorkerSpec = {
  readonly name: string
  /** Its ES module, beside the config. */
  readonly file: string
  readonly text: Readonly<Record<string, string>>
  readonly json: Readonly<Record<string, unknown>>
}

export type WorkerdSpec = {
  readonly workers: readonly WorkerSpec[]
  readonly compatibilityDate: string
  readonly compatibilityFlags: readonly string[]
  /** The header of a client's request that becomes `request.cf`. */
  readonly cfHeader: string
  /** Where all that Workers fetch goes, whatever its URL says: the table of regions stays the deployed one. */
  readonly originPort: number
}

/** Each Worker has a socket of its name, on a port that workerd chooses. */
export function formatWorkerdConfig(spec: WorkerdSpec): string {
  const { workers, cfHeader, originPort } = spec
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "origin", external = (address = "127.0.0.1:${originPort}", http = ())),
    ${workers.map(({ name }, index) => `(name = ${quote(name)}, worker = .worker${index})`).join(',\n    ')}
  ],
  sockets = [
    ${workers.map(({ name }) => `(name = ${quote(name)}, service = ${quote(name)}, address = "127.0.0.1:0", http = (cfBlobHeader = ${quote(cfHeader)}))`).join(',\n    ')}
  ]
);
${workers.map((worker, index) => formatWorker(worker, index, spec)).join('')}`
}

function formatWorker(worker: WorkerSpec, index: number, spec: WorkerdSpec): string {
  const bindings = [
    ...Object.entries(worker.text).map(([name, value]) => [name, 'text', value] as const),
    ...Object.entries(worker.json).map(([name, value]) => [name, 'json', JSON.stringify(value)] as const),
  ].map(([name, type, value]) => `(name = ${quote(name)}, ${type} = ${quote(value)})`)
  return `
const worker${index} :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed ${quote(worker.file)})],
  compatibilityDate = ${quote(spec.compatibilityDate)},
  compatibilityFlags = [${spec.compatibilityFlags.map(quote).join(', ')}],
  bindings = [${bindings.join(', ')}],
  globalOutbound = "origin"
);
`
}

/** A text of capnp is written as one of C is. */
function quote(text: string): string {
  return JSON.stringify(text)
}
