/** What browsers call themselves, the more particular first: most also say that they are the others. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:Chrome|HeadlessChrome|CriOS|Chromium)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** A browser's long name for itself as people know it; any other text as it is. */
export function browserWords(where: string): string {
  if (!where.startsWith('Mozilla/')) return where
  for (const [pattern, name] of browsers) {
    const [, version] = pattern.exec(where) ?? []
    if (version === undefined) continue
    const system = systems.find(([mark]) => mark.test(where))?.[1]
    return [`${name} ${version}`, system].filter(Boolean).join(', ')
  }
  return where
}
