import i18next from 'i18next'
import { config } from 'zod'
import zodEnglish from 'zod/v4/locales/en.js'
import { setUnitLanguage } from '../../shared/units.ts'
import { english } from './en/index.ts'

/** Languages that the window speaks; each is a whole catalogue. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

/** Names of the languages in their own words. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' }

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words'
    resources: { words: typeof english }
  }
}

const words = i18next.createInstance({
  lng: 'en',
  fallbackLng: 'en',
  defaultNS: 'words',
  ns: ['words'],
  resources: { en: { words: english } },
  // React escapes what it draws; a name of a machine must not be escaped twice.
  interpolation: { escapeValue: false },
  initAsync: false,
})
words.init().catch((error: unknown) => {
  throw error
})

/** The words of a key in the language of the window. Loaded before the window's own modules, so it serves anywhere. */
export const t = words.t

/** The language that the window was opened in; another one takes a reload. */
export const language = (): Language => (words.language === 'de' ? 'de' : 'en')

/** Loads a language's catalogue and speaks it from now on; call before anything that uses `t` is loaded. */
export async function speak(wanted: Language): Promise<void> {
  if (wanted === 'de') {
    const { german } = await import('./de/index.ts')
    words.addResourceBundle('de', 'words', german, true, true)
    const { default: zodWords } = await import('zod/v4/locales/de.js')
    config(zodWords())
  } else config(zodEnglish())
  await words.changeLanguage(wanted)
  setUnitLanguage(wanted, document.documentElement.dir === 'rtl')
  document.documentElement.lang = wanted
}

/** The language a person chose, or else the nearest to what the system prefers. */
export function preferredLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const known = (tag: string) => languages.find(each => each === tag.toLowerCase().split('-')[0])
  if (chosen !== null) return known(chosen) ?? 'en'
  return preferred.flatMap(tag => known(tag) ?? [])[0] ?? 'en'
}
