/** A word as it stands inside a sentence: only the capital that began it is lowered, never that of an abbreviation. */
export const within = (word: string): string =>
  /^\p{Lu}\p{Ll}/u.test(word) ? word.slice(0, 1).toLowerCase() + word.slice(1) : word
