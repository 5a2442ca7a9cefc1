let numbers: { language: string; format: Intl.NumberFormat } | null = null

/** A number within a text: grouped, with at most two decimals, as `format.ts` writes numbers by themselves. */
export function numberInText(value: number, language: string): string {
  if (numbers?.language !== language)
    numbers = { language, format: new Intl.NumberFormat(language, { maximumFractionDigits: 2 }) }
  return numbers.format.format(value)
}
