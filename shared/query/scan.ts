import type { Range, TextValue } from './ast.ts'
import { type Fault, inEnglish, saying } from './sayings.ts'

/** Thrown inside the parser; `parseQuery` turns it into a result. */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError'
  readonly range: Range
  readonly says: readonly Fault[]
  readonly suggestions: string[]

  constructor(range: Range, says: readonly Fault[], suggestions: string[] = []) {
    super(inEnglish(says))
    this.range = range
    this.says = says
    this.suggestions = suggestions
  }
}

/** Text shown inside a message: bounded, on one line. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 40 ? `${line.slice(0, 39).toWellFormed()}…` : line
}

/** A word or quoted text with its place. */
export interface Scanned {
  value: TextValue
  /** As written, quotes included. */
  raw: string
  quoted: boolean
  range: Range
}

/** Reads a query's characters from left to right; knows nothing of fields. */
export class Scanner {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  peek(offset = 0): string {
    return this.text[this.at + offset] ?? ''
  }

  skipSpace(): void {
    while (!this.done && /\s/.test(this.peek())) this.at += 1
  }

  /** Takes what a sticky expression finds here. */
  take(expression: RegExp): string | null {
    expression.lastIndex = this.at
    const found = expression.exec(this.text)
    if (!found) return null
    this.at = expression.lastIndex
    return found[0]
  }

  /** Range from `from` to here. */
  since(from: number): Range {
    return { from, to: this.at }
  }

  fail(range: Range | number, says: Fault | readonly Fault[], suggestions: string[] = []): never {
    const place =
      typeof range === 'number' ? { from: range, to: Math.min(range + 1, this.text.length) } : range
    throw new QuerySyntaxError(
      { from: place.from, to: Math.max(place.from, place.to) },
      'name' in says ? [says] : says,
      suggestions,
    )
  }

  /** A text in quotation marks; `\"` and `\\` stand for themselves, wildcards do not count. */
  quoted(): Scanned {
    const from = this.at
    this.at += 1
    let text = ''
    for (;;) {
      if (this.done) this.fail(from, saying('quoteOpen'))
      const character = this.peek()
      this.at += 1
      if (character === '"') break
      if (character === '\\' && /["\\]/.test(this.peek())) {
        text += this.peek()
        this.at += 1
      } else text += character
    }
    if (text.trim() === '') this.fail(this.since(from), saying('quoteEmpty'))
    return {
      value: { kind: 'text', text, wild: false },
      raw: this.text.slice(from, this.at),
      quoted: true,
      range: this.since(from),
    }
  }

  /**
   * A bare word up to white space, a parenthesis, a quotation mark or a character of `stops`. A backslash
   * makes the next character a plain part of it; `*` and `?` are wildcards.
   */
  word(stops: string): Scanned {
    const from = this.at
    let plain = ''
    let pattern = ''
    let wild = false
    while (!this.done && !/[\s()"]/.test(this.peek()) && !stops.includes(this.peek())) {
      let character = this.peek()
      this.at += 1
      if (character === '\\') {
        if (this.done) this.fail(this.at - 1, saying('backslash'))
        character = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0)
        this.at += character.length
        plain += character
        pattern += /[*?\\]/.test(character) ? `\\${character}` : character
        continue
      }
      if (character === '*' || character === '?') wild = true
      plain += character
      pattern += character
    }
    if (this.at > from && plain.trim() === '') this.fail(this.since(from), saying('onlySpace'))
    return {
      value: { kind: 'text', text: wild ? pattern : plain, wild },
      raw: this.text.slice(from, this.at),
      quoted: false,
      range: this.since(from),
    }
  }
}

/** “or” between conditions and between the values of one. */
export const orWord = /(?:or(?=[\s()"]|$)|\|\|?(?=[\s()"]|$))/iy

/** Fails unless a condition ends here: at white space, a closing parenthesis or the end. */
export function endHere(scan: Scanner): void {
  if (scan.done || /[\s)]/.test(scan.peek())) return
  scan.fail(scan.at, saying(scan.peek() === '(' ? 'textInParentheses' : 'textAsWhole'))
}
