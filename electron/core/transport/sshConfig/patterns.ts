/** True where `text` matches the pattern: `*` any run, `?` one character, nothing else special. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0
  let inPattern = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const char = pattern[inPattern]
    if (char === '*') {
      star = inPattern++
      starAt = at
    } else if (char === '?' || char === text[at]) {
      inPattern++
      at++
    } else if (star >= 0) {
      inPattern = star + 1
      at = ++starAt
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern++
  return inPattern === pattern.length
}

/** OpenSSH's list rule: any negated match loses, else any match wins. */
export function matchesList(text: string, patterns: readonly string[]): boolean {
  let matched = false
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(text, pattern.slice(1))) return false
    } else if (matchesPattern(text, pattern)) matched = true
  }
  return matched
}
