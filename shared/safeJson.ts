/** What a terminal obeys or reorders although JSON lets it stand: C1 controls, DEL, direction and zero-width marks, line separators. */
const unprintable = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** JSON, two spaces deep unless told, that is as safe to look at as to parse: such characters are written as `\u` escapes. */
export function safeJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, (_key, part) => (part === undefined ? null : part), indent)
  return text.replace(unprintable, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
