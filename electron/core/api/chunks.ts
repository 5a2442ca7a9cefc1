/** The items in pieces of at most `size`, in order. */
export function* chunks<T>(items: readonly T[], size: number): Generator<T[], void, void> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
