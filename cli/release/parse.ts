/** A file under `releases/` -> the release, or every error with its key, the expected and the found. Pure. */
import { type Document, isScalar, parseDocument, Scalar, visit } from 'yaml'
import type { Finding } from './finding.ts'
import { type Release, SLOTS, type Slot, type SlotRelease } from './release.ts'

export type Parsed =
  | { readonly ok: true; readonly release: Release }
  | { readonly ok: false; readonly findings: readonly Finding[] }

type Path = readonly string[]

/** Unknown keys are the chart's to refuse: in an emergency they do not keep anybody from a rollback. */
export function parseRelease(region: string, file: string, text: string): Parsed {
  const document = parseDocument(text)
  const findings: Finding[] = document.errors.map(({ message, linePos }) => ({
    file,
    key: `line ${linePos?.[0].line ?? 1}`,
    expected: 'one document of YAML',
    found: message.split('\n')[0]?.replace(/:$/, '') ?? 'something else',
  }))
  if (findings.length === 0 && hasAliases(document)) {
    findings.push({
      file,
      key: '(all)',
      expected: 'every value written out',
      found: 'an alias, by which one edit would be two',
    })
  }
  if (findings.length > 0) return { ok: false, findings }

  function read<T>(path: Path, expected: string, isRight: (value: unknown) => value is T, none: T): T {
    const node = document.getIn(path, true)
    const isOnOneLine =
      isScalar(node) && node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED
    if (isOnOneLine && isRight(node.value)) return node.value
    const found = node === undefined ? 'nothing' : JSON.stringify(isScalar(node) ? node.value : node)
    findings.push({ file, key: path.join('.'), expected, found })
    return none
  }
  const slot = (name: Slot): SlotRelease => ({
    tag: read(
      ['slots', name, 'tag'],
      'a text in one line, in quotes where it looks like a number',
      isText,
      '',
    ),
    digest: read(['slots', name, 'digest'], 'a text in one line', isText, ''),
    replicas: read(['slots', name, 'replicas'], 'a whole number', isCount, 0),
  })
  const release: Release = {
    region,
    file,
    activeSlot: read(['activeSlot'], `one of ${SLOTS.join(', ')}`, isSlot, 'blue'),
    slots: { blue: slot('blue'), green: slot('green') },
  }
  return findings.length === 0 ? { ok: true, release } : { ok: false, findings }
}

function hasAliases(document: Document.Parsed): boolean {
  let found = false
  visit(document, {
    Alias() {
      found = true
      return visit.BREAK
    },
  })
  return found
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !/[\n\r]/.test(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isSlot(value: unknown): value is Slot {
  return (SLOTS as readonly unknown[]).includes(value)
}
