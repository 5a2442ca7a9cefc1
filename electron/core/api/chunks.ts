/** The items in pieces of at most `size`, the first one of at most `first`, in order. */
export function* chunks<T>(items: readonly T[], size: number, first = size): Generator<T[], void, void> {
  if (items.length > 0) yield items.slice(0, first)
  for (let start = first; start < items.length; start += size) yield items.slice(start, start + size)
}
