/** Whether two values of plain data (as JSON has them) are the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let at = 0; at < a.length; at++) if (!sameData(a[at], b[at])) return false
    return true
  }
  if (Array.isArray(b)) return false
  const one = a as Record<string, unknown>
  const other = b as Record<string, unknown>
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  for (const key of keys)
    if (one[key] !== other[key] && !sameData(one[key], other[key])) return false
    else if (one[key] === undefined && !Object.hasOwn(other, key)) return false
  return true
}

/** The new rows, with the old object wherever a row says the same: who compares objects sees what changed. */
export function keptRows<Row extends { key: string }>(before: readonly Row[], after: readonly Row[]): Row[] {
  const old = new Map(before.map(row => [row.key, row]))
  return after.map(row => {
    const known = old.get(row.key)
    return known !== undefined && sameData(known, row) ? known : row
  })
}
