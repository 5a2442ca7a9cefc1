import type { Completion } from '../../shared/contract/index.ts'

/** The query after a completion was accepted, with the cursor behind it. */
export function applyCompletion(
  text: string,
  { insert, from, to }: Completion,
): { text: string; cursor: number } {
  return { text: text.slice(0, from) + insert + text.slice(to), cursor: from + insert.length }
}
