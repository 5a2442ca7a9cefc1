import { deviceOf, type Scope } from './fields.ts'

/** Where the cursor stands in a query that may be unfinished or wrong. */
export type Place =
  /** At the beginning or in the middle of a condition's first word. */
  | { kind: 'term'; scope: Scope; from: number; to: number; typed: string; afterTerm: boolean }
  /** In a value behind `field:`; `from` is where the value starts, quotation mark included. */
  | {
      kind: 'value'
      scope: Scope
      from: number
      to: number
      typed: string
      name: string
      nameFrom: number
      /** Values of the same list that stand before this one. */
      before: string[]
    }
  /** Inside a quoted free text: nothing to complete. */
  | { kind: 'none' }

const named = /([A-Za-z][A-Za-z0-9._]*)(?:\s*(?:!=|>=|<=|≥|≤|=|<|>)|:(?:\s*(?:!=|>=|<=|≥|≤|=|<|>))?)/y
const opener = /([A-Za-z][A-Za-z0-9._]*)\(/y

/** End of the word or quoted text at `from`, with what it says. */
function token(text: string, from: number, stops: RegExp): { to: number; value: string; closed: boolean } {
  let at = from
  if (text[at] === '"') {
    let value = ''
    at += 1
    while (at < text.length && text[at] !== '"') {
      if (text[at] === '\\') at += 1
      value += text[at] ?? ''
      at += 1
    }
    return { to: Math.min(at + 1, text.length), value, closed: at < text.length }
  }
  while (at < text.length && !stops.test(text[at] ?? '')) at += text[at] === '\\' ? 2 : 1
  at = Math.min(at, text.length)
  return { to: at, value: text.slice(from, at), closed: true }
}

function typedAt(text: string, from: number, cursor: number): string {
  const raw = text.slice(from, cursor)
  return raw.startsWith('"') ? raw.slice(1).replace(/\\(.)/g, '$1').replace(/"$/, '') : raw
}

/** Finds the cursor's place with one walk over the text; never fails. */
export function placeOf(text: string, cursor: number, root: Scope = 'machine'): Place {
  const scopes: Scope[] = [root]
  const scope = (): Scope => scopes.at(-1) ?? root
  let at = 0
  let afterTerm = false
  while (at < cursor) {
    const character = text[at] ?? ''
    if (/\s/.test(character)) {
      at += 1
      continue
    }
    if (character === '(' || character === ')') {
      if (character === '(') scopes.push(scope())
      else if (scopes.length > 1) scopes.pop()
      afterTerm = character === ')'
      at += 1
      continue
    }
    if (character === '-' || character === '!') {
      at += 1
      afterTerm = false
      continue
    }
    opener.lastIndex = at
    const opened = opener.exec(text)
    const device = scope() === 'machine' && opened ? deviceOf(opened[1] ?? '') : undefined
    if (device && opener.lastIndex <= cursor) {
      scopes.push(device)
      at = opener.lastIndex
      afterTerm = false
      continue
    }
    named.lastIndex = at
    const field = named.exec(text)
    if (field && named.lastIndex <= cursor) {
      const place = values(text, cursor, scope(), field[1] ?? '', at, named.lastIndex)
      if (typeof place !== 'number') return place
      at = place
      afterTerm = true
      continue
    }
    const word = token(text, at, /[\s()"]/)
    if (word.to >= cursor && (character !== '"' || word.to > cursor || !word.closed)) {
      if (character === '"') return { kind: 'none' }
      const nameEnd = field ? at + (field[1]?.length ?? 0) : word.to
      return { kind: 'term', scope: scope(), from: at, to: nameEnd, typed: text.slice(at, cursor), afterTerm }
    }
    afterTerm = !/^(?:and|or|not|\|\|?|&&?)$/i.test(word.value)
    at = Math.max(word.to, at + 1)
  }
  return { kind: 'term', scope: scope(), from: cursor, to: cursor, typed: '', afterTerm }
}

/** The cursor's place among the values behind an operator, or where the values end before the cursor. */
function values(
  text: string,
  cursor: number,
  scope: Scope,
  name: string,
  nameFrom: number,
  start: number,
): Place | number {
  const before: string[] = []
  let at = start
  const skip = (): void => {
    while (at < cursor && /\s/.test(text[at] ?? '')) at += 1
  }
  skip()
  const list = text[at] === '(' && at < cursor
  if (list) at += 1
  for (;;) {
    if (list || before.length === 0) skip()
    const { to, value, closed } = token(text, at, /[\s,|()"]/)
    const inside = text[at] === '"' ? to > cursor || !closed || to === cursor : to >= cursor
    if (inside) {
      const typed = typedAt(text, at, cursor)
      return { kind: 'value', scope, from: at, to: Math.max(to, cursor), typed, name, nameFrom, before }
    }
    before.push(value)
    at = to
    if (list) skip()
    if (at < cursor && (text[at] === ',' || text[at] === '|')) {
      at += 1
      continue
    }
    if (list && at < cursor && text[at] === ')') return at + 1
    if (!list || at >= cursor || to === at)
      return Math.max(at, start + 1) > cursor ? cursor : Math.max(at, start)
  }
}
