/**
 * Edits (insert, delete, replace, swap of neighbours) between two words, or `limit + 1` where there are
 * more; the work is bounded by the length of the shorter word times `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      }
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least > limit) return limit + 1
    before = last
    last = row
  }
  return last[b.length] ?? limit + 1
}

/** Up to three of `known` that `word` may be a slip of, nearest first. */
export function didYouMean(word: string, known: Iterable<string>): string[] {
  const typed = word.toLowerCase().slice(0, 64)
  const limit = typed.length < 3 ? 1 : typed.length < 8 ? 2 : 3
  const near: { name: string; distance: number }[] = []
  for (const name of known) {
    const key = name.toLowerCase()
    const starts = typed.length >= 2 && (key.startsWith(typed) || typed.startsWith(key))
    const distance = Math.min(editDistance(typed, key, limit), starts ? 1.5 : limit + 1)
    if (distance <= limit) near.push({ name, distance })
  }
  near.sort((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
  return near.slice(0, 3).map(item => item.name)
}
