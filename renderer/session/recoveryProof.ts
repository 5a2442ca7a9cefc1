/** The groups of a printed key: what stands between dashes or spaces. */
export const groupsOf = (key: string): string[] => key.split(/[\s-]+/).filter(Boolean)

/** Two of the groups to be typed back, never the first, so that glancing at the beginning is not enough. */
export function askedGroups(count: number, random: () => number = Math.random): number[] {
  if (count < 3) return Array.from({ length: count }, (_, index) => index)
  const first = 1 + Math.floor(random() * (count - 1))
  const second = 1 + ((first - 1 + 1 + Math.floor(random() * (count - 2))) % (count - 1))
  return [first, second].sort((a, b) => a - b)
}

/** Whether what was typed is that group; case does not matter, nor the letters that look like digits. */
export function isGroup(groups: readonly string[], index: number, typed: string): boolean {
  const plain = (text: string) =>
    text.trim().toUpperCase().replaceAll('O', '0').replaceAll('I', '1').replaceAll('L', '1')
  const group = groups[index]
  return group !== undefined && plain(group) === plain(typed)
}
