import { type ParseResult, type QueryNode, queryDepthMax, queryLengthMax, queryTermsMax } from './ast.ts'
import type { FieldSet, Scope } from './fields.ts'
import { ConditionReader } from './readCondition.ts'
import { inEnglish, saying } from './sayings.ts'
import { endHere, orWord, QuerySyntaxError, type Scanned, Scanner } from './scan.ts'

const andWord = /(?:and(?=[\s()"]|$)|&&?(?=[\s()"]|$))/iy
const notWord = /not(?=[\s()"]|$)/iy

class Parser {
  readonly #scan: Scanner
  readonly #scope: Scope
  readonly #conditions: ConditionReader
  #depth = 0
  #terms = 0

  constructor(text: string, scope: Scope) {
    this.#scan = new Scanner(text)
    this.#scope = scope
    this.#conditions = new ConditionReader({
      scan: this.#scan,
      scope,
      count: at => this.#count(at),
      parentheses: device => this.#parentheses(device),
    })
  }

  query(): QueryNode {
    const scan = this.#scan
    scan.skipSpace()
    if (scan.done) return { kind: 'all', range: { from: 0, to: scan.text.length } }
    const node = this.#or(this.#scope)
    if (!scan.done) scan.fail(scan.at, saying('neverOpened'))
    return node
  }

  #or(scope: Scope): QueryNode {
    const scan = this.#scan
    const items = [this.#and(scope)]
    for (;;) {
      scan.skipSpace()
      const from = scan.at
      if (scan.take(orWord) === null) break
      const to = scan.at
      scan.skipSpace()
      if (scan.done || scan.peek() === ')') scan.fail({ from, to }, saying('needsBehind', { word: 'or' }))
      items.push(this.#and(scope))
    }
    return this.#joined('or', items)
  }

  #and(scope: Scope): QueryNode {
    const scan = this.#scan
    const items = [this.#unary(scope)]
    for (;;) {
      scan.skipSpace()
      if (scan.done || scan.peek() === ')') break
      const from = scan.at
      if (scan.take(orWord) !== null) {
        scan.at = from
        break
      }
      if (scan.take(andWord) !== null) {
        const to = scan.at
        scan.skipSpace()
        if (scan.done || scan.peek() === ')') {
          scan.fail({ from, to }, saying('needsBehind', { word: 'and' }))
        }
      }
      items.push(this.#unary(scope))
    }
    return this.#joined('and', items)
  }

  #joined(kind: 'and' | 'or', items: QueryNode[]): QueryNode {
    const [first] = items
    if (items.length === 1 && first) return first
    return { kind, items, range: { from: first?.range.from ?? 0, to: items.at(-1)?.range.to ?? 0 } }
  }

  #unary(scope: Scope): QueryNode {
    const scan = this.#scan
    scan.skipSpace()
    const starts: number[] = []
    for (;;) {
      const from = scan.at
      if (scan.peek() === '-' || (scan.peek() === '!' && scan.peek(1) !== '=')) {
        scan.at += 1
        if (scan.done || /[\s)]/.test(scan.peek())) {
          scan.fail(from, saying('turnsRound', { sign: scan.text[from] ?? '' }))
        }
      } else if (scan.take(notWord) !== null) {
        scan.skipSpace()
        if (scan.done || scan.peek() === ')')
          scan.fail(scan.since(from), saying('needsBehind', { word: 'not' }))
      } else break
      starts.push(from)
      this.#enter(from)
    }
    let node = this.#primary(scope)
    for (const from of starts.reverse()) {
      this.#depth -= 1
      node = { kind: 'not', item: node, range: { from, to: node.range.to } }
    }
    return node
  }

  #enter(at: number): void {
    this.#depth += 1
    if (this.#depth > queryDepthMax) this.#scan.fail(at, saying('tooDeep', { levels: queryDepthMax }))
  }

  #count(at: number): void {
    this.#terms += 1
    if (this.#terms > queryTermsMax) this.#scan.fail(at, saying('tooMany', { count: queryTermsMax }))
  }

  #primary(scope: Scope): QueryNode {
    const scan = this.#scan
    const from = scan.at
    if (scan.peek() === '(') return this.#parentheses(scope)
    if (scan.peek() === '"') {
      const item = scan.quoted()
      endHere(scan)
      return this.#text(item)
    }
    for (const [word, expression] of [
      ['or', orWord],
      ['and', andWord],
    ] as const) {
      if (scan.take(expression) !== null) scan.fail(scan.since(from), saying('needsBefore', { word }))
    }
    const named = this.#conditions.read(scope, from)
    if (named) return named
    scan.at = from
    if (/[=<>≤≥:,]/.test(scan.peek())) {
      scan.fail(from, saying('needsField', { sign: scan.peek() }))
    }
    const item = scan.word('')
    if (item.raw === '') scan.fail(from, saying('cannotStand', { sign: scan.peek() }))
    if (scan.peek() === '"') scan.fail(scan.at, saying('quoteInside'))
    return this.#text(item)
  }

  #text(item: Scanned): QueryNode {
    this.#count(item.range.from)
    return { kind: 'text', value: item.value, range: item.range }
  }

  #parentheses(scope: Scope): QueryNode {
    const scan = this.#scan
    const from = scan.at
    this.#enter(from)
    scan.at += 1
    scan.skipSpace()
    if (scan.peek() === ')') scan.fail({ from, to: scan.at + 1 }, saying('emptyParentheses'))
    if (scan.done) scan.fail(from, saying('neverClosed'))
    const node = this.#or(scope)
    scan.skipSpace()
    if (scan.peek() !== ')') scan.fail(from, saying('neverClosed'))
    scan.at += 1
    this.#depth -= 1
    return { ...node, range: scan.since(from) }
  }
}

/** Reads a query over machines, or over the fields given; never throws. An empty text is the query that everything matches. */
export function parseQuery(text: string, scope: 'machine' | FieldSet = 'machine'): ParseResult {
  if (text.length > queryLengthMax) {
    const says = [saying('tooLong', { count: queryLengthMax })]
    return {
      ok: false,
      position: queryLengthMax,
      end: text.length,
      message: inEnglish(says),
      says,
      suggestions: [],
    }
  }
  try {
    return { ok: true, query: { text, root: new Parser(text, scope).query() } }
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error
    const { range, message, says, suggestions } = error
    return { ok: false, position: range.from, end: range.to, message, says, suggestions }
  }
}
