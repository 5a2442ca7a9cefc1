/** Something said by its name in a table of texts, with what stands in its places: put into the reader's words. */
export interface Saying<Name extends string> {
  say: Name
  values: Readonly<Record<string, string | number | Saying<Name>>>
}

/** A saying in English, as its table has it. */
export function inEnglish<Name extends string>(
  texts: Readonly<Record<Name, string>>,
  { say, values }: Saying<Name>,
): string {
  return texts[say].replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) return whole
    return typeof value === 'object' ? inEnglish(texts, value) : String(value)
  })
}
