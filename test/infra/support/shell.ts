/** Commands of a shell script, as far as the pages' scripts go: words, quotes, pipes, here documents, substitutions. */

export type Command = {
  /** Variables expanded, redirections left out. */
  readonly words: readonly string[]
  readonly line: string
}

const SEPARATORS = new Set(['\n', ';', '|', '&', '(', ')'])
const KEYWORDS = new Set(['do', 'done', 'then', 'else', 'fi', 'if', 'until', 'while', '!', '{', '}'])

/**
 * @param variables what is set before; what the script sets itself is added.
 * @returns every command, those of substitutions too. @throws where a variable is set nowhere.
 */
export function commandsOf(script: string, variables: Map<string, string>): readonly Command[] {
  return new Scanner(withoutHereDocuments(script.replaceAll('\\\n', ' ')), variables).commands()
}

function withoutHereDocuments(script: string): string {
  return script.replaceAll(/<<-?'?(\w+)'?(.*)\n[\s\S]*?\n\s*\1(?=\n|$)/g, '$2')
}

class Scanner {
  readonly #text: string
  readonly #variables: Map<string, string>
  readonly #found: Command[] = []
  #at = 0

  constructor(text: string, variables: Map<string, string>) {
    this.#text = text
    this.#variables = variables
  }

  commands(): readonly Command[] {
    while (this.#at < this.#text.length) this.#command()
    return this.#found
  }

  #command(): void {
    const words: string[] = []
    const start = this.#at
    for (let isTarget = false; this.#at < this.#text.length; ) {
      const char = this.#text[this.#at] ?? ''
      if (SEPARATORS.has(char)) break
      if (char === ' ' || char === '\t') this.#at++
      else if (char === '#') this.#at = this.#endOf('\n')
      else if (/^\d?[<>](?!\()/.test(this.#text.slice(this.#at, this.#at + 3))) {
        this.#at += /^\d?>>|^\d?>&/.exec(this.#text.slice(this.#at))?.[0].length ?? (/\d/.test(char) ? 2 : 1)
        isTarget = true
      } else {
        const word = this.#word()
        if (!isTarget) words.push(word)
        isTarget = false
      }
    }
    const line = this.#text.slice(start, this.#at).trim()
    this.#at++
    this.#keep(words, line)
  }

  #keep([first, ...rest]: readonly string[], line: string): void {
    if (first === undefined) return
    if (KEYWORDS.has(first)) this.#keep(rest, line)
    // Of a list the first one will do.
    else if (first === 'for') this.#variables.set(rest[0] ?? '', rest[2] ?? '')
    else if (first === 'export') for (const word of rest) this.#set(word)
    else if (first === 'read') for (const name of rest) this.#set(`${name}=x`)
    else if (/^\w+=/.test(first)) {
      this.#set(first)
      this.#keep(rest, line)
    } else this.#found.push({ words: [first, ...rest], line })
  }

  #set(assignment: string): void {
    const [, name = '', value] = /^(\w+)(?:=([\s\S]*))?$/.exec(assignment) ?? []
    if (value !== undefined) this.#variables.set(name, value)
  }

  #word(): string {
    let word = ''
    for (let quote = ''; this.#at < this.#text.length; ) {
      const char = this.#text[this.#at] ?? ''
      if (quote === '' && (char === ' ' || char === '\t' || SEPARATORS.has(char))) break
      if (quote === '' && (char === '<' || char === '>') && this.#text[this.#at + 1] === '(')
        word += this.#nested(2)
      else if (quote === '' && (char === '<' || char === '>')) break
      else if (char === quote) {
        quote = ''
        this.#at++
      } else if (quote === '' && (char === "'" || char === '"')) {
        quote = char
        this.#at++
      } else if (char === '\\' && quote !== "'") {
        word += this.#text[this.#at + 1] ?? ''
        this.#at += 2
      } else if (char === '$' && quote !== "'") word += this.#dollar()
      else {
        word += char
        this.#at++
      }
    }
    return word
  }

  #dollar(): string {
    const rest = this.#text.slice(this.#at)
    if (rest.startsWith('$(')) return this.#nested(2)
    const [all, braced, plain] = /^\$(?:\{([^}]+)\}|(\w+|[@?#]))/.exec(rest) ?? []
    if (all === undefined) {
      this.#at++
      return '$'
    }
    this.#at += all.length
    const name = /^\w+|@/.exec(braced ?? plain ?? '')?.[0] ?? ''
    if (/^[\d@?#]/.test(name)) return 'x'
    const value = this.#variables.get(name)
    if (value === undefined) throw new Error(`$${name} is not set before: ${this.#line()}`)
    return value
  }

  /** Reads the commands up to the bracket that closes. */
  #nested(opening: number): string {
    const from = this.#at + opening
    let end = from
    for (let depth = 1, quote = ''; end < this.#text.length && depth > 0; end++) {
      const char = this.#text[end] ?? ''
      if (quote !== '') quote = char === quote ? '' : quote
      else if (char === "'" || char === '"') quote = char
      else depth += char === '(' ? 1 : char === ')' ? -1 : 0
    }
    this.#found.push(...new Scanner(this.#text.slice(from, end - 1), this.#variables).commands())
    this.#at = end
    return 'x'
  }

  #endOf(text: string): number {
    const end = this.#text.indexOf(text, this.#at)
    return end === -1 ? this.#text.length : end
  }

  #line(): string {
    return this.#text.slice(this.#text.lastIndexOf('\n', this.#at) + 1, this.#endOf('\n')).trim()
  }
}
