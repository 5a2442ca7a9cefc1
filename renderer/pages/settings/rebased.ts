/** A document of plain objects; anything else in it (a list, too) is one value. */
type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** `now` with whatever `mine` has changed since `was`: what both changed is as it is in `mine`. */
export function rebased<Document extends object>(was: Document, mine: Document, now: Document): Document {
  const one = (before: unknown, own: unknown, present: unknown): unknown => {
    if (same(before, own)) return present
    if (!isPart(before) || !isPart(own) || !isPart(present)) return own
    const keys = new Set([...Object.keys(present), ...Object.keys(own)])
    return Object.fromEntries(
      [...keys].flatMap(key => {
        const value = one(before[key], own[key], present[key])
        return value === undefined ? [] : [[key, value]]
      }),
    )
  }
  return one(was, mine, now) as Document
}
