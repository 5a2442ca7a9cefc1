/** One option of an ssh config file, split as OpenSSH splits it. */
export interface ConfigLine {
  /** Lower case. */
  keyword: string
  args: string[]
  /** Everything after the keyword, for options that take a whole command. */
  rest: string
}

/** What OpenSSH calls a bad line. */
export interface BadLine {
  fault: 'badOption' | 'badQuote'
}

/** Splits a line; null for blanks and comments. */
export function parseLine(text: string): ConfigLine | BadLine | null {
  const line = text.replace(/[ \t\r\n\f]+$/, '').replace(/^[ \t\f]+/, '')
  if (line === '' || line.startsWith('#')) return null
  const match = /^(?:"([^"]*)"|([^\s="]+))[ \t\f]*(?:=[ \t\f]*)?(.*)$/.exec(line)
  const keyword = (match?.[1] ?? match?.[2] ?? '').toLowerCase()
  const rest = match?.[3] ?? ''
  if (keyword === '') return { fault: 'badOption' }
  const args = splitArguments(rest)
  return 'fault' in args ? args : { keyword, args, rest }
}

/** Words of a line: quotes of both kinds, backslash before quote, backslash or space; `#` at a word's start ends it. */
export function splitArguments(text: string): string[] | BadLine {
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === '\t') {
      at++
      continue
    }
    if (text[at] === '#') break
    let word = ''
    let quote = ''
    for (; at < text.length; at++) {
      const char = text[at] as string
      const next = text[at + 1]
      if (
        char === '\\' &&
        (next === "'" || next === '"' || next === '\\' || (quote === '' && next === ' '))
      ) {
        word += next
        at++
      } else if (quote === '' && (char === ' ' || char === '\t')) break
      else if (quote === '' && (char === '"' || char === "'")) quote = char
      else if (char === quote) quote = ''
      else word += char
    }
    if (quote !== '') return { fault: 'badQuote' }
    words.push(word)
  }
  return words
}
