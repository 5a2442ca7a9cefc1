import i18next, { type FormatterModule } from 'i18next'
import { setUnitLanguage } from '../../shared/units.ts'
import { visible } from '../components/visible.ts'
import type { english } from './en/index.ts'
import { nameRights, type ProblemTable, speakProblems } from './problemWords.ts'
import { type QueryTable, speakQueries } from './queryWords.ts'
import { numberInText } from './numberInText.ts'

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

/** Values whose number names a thing and counts nothing: it is written as it is typed. */
const naming: ReadonlySet<string> = new Set(['seq', 'line', 'column', 'id', 'index'])

/**
 * Counts in texts are written as everywhere else: `5,000`. Names in them show what nobody would see. `number` is the
 * only format that texts name.
 */
const numbersInTexts: FormatterModule = {
  type: 'formatter',
  init: () => {},
  add: () => {},
  addCached: () => {},
  format: (value, _format, _language, options) => {
    if (typeof value === 'string') return visible(value)
    return typeof value === 'number' && !naming.has(String(options?.interpolationkey))
      ? numberInText(value, language())
      : value
  },
}

const words = i18next.createInstance().use(numbersInTexts)
words
  .init({
    lng: 'en',
    // Every catalogue is whole: the compiler holds it against the English one.
    fallbackLng: false,
    defaultNS: 'words',
    ns: ['words'],
    resources: {},
    // React escapes what it draws; a name of a machine must not be escaped twice.
    interpolation: { escapeValue: false, alwaysFormat: true },
    initAsync: false,
  })
  .catch((error: unknown) => {
    throw error
  })

/** The words of a key in the language of the window. Loaded before the modules that use it, so it serves anywhere. */
export const t = words.t

/** The words of a key that is made from a name of the core's; null where the catalogue has none. */
export const knownWords = (key: string): string | null =>
  words.exists(key) ? words.t(key as 'parts.close') : null

nameRights(permission => knownWords(`rights.${permission.replaceAll('.', '_')}`))

/** The language that the window was opened in; another one takes a reload. */
export const language = (): Language => (words.language === 'de' ? 'de' : 'en')

const first: Record<Language, () => Promise<{ first: object; problems: ProblemTable }>> = {
  // The core's own words are English.
  en: async () => ({ ...(await import('./en/first.ts')), problems: {} }),
  de: () => import('./de/first.ts'),
}

const whole: Record<Language, () => Promise<{ all: object; queries: QueryTable | null }>> = {
  en: async () => ({ all: (await import('./en/index.ts')).english, queries: null }),
  de: async () => {
    const { german, queries } = await import('./de/index.ts')
    return { all: german, queries }
  },
}

/**
 * Loads the words of what a language's window shows first and speaks it from now on; call before anything that uses
 * `t` is loaded. Every other part waits for `allWords`.
 */
export async function speak(wanted: Language): Promise<void> {
  const { first: shown, problems } = await first[wanted]()
  words.addResourceBundle(wanted, 'words', shown, true, true)
  speakProblems(problems)
  await words.changeLanguage(wanted)
  // Tests of pure parts speak without a document.
  const page = typeof document === 'undefined' ? null : document.documentElement
  setUnitLanguage(wanted, page?.dir === 'rtl')
  if (page) page.lang = wanted
}

let loading: { language: Language; done: Promise<void> } | null = null

/** Loads the whole catalogue of the language that is spoken, with the schema library's words for a form's problems. */
export function allWords(): Promise<void> {
  const wanted = language()
  if (loading?.language === wanted) return loading.done
  const load = async () => {
    const [{ all, queries }, schemas] = await Promise.all([whole[wanted](), import('./schemaWords.ts')])
    words.addResourceBundle(wanted, 'words', all, true, true)
    speakQueries(queries)
    await schemas.speakSchemas(wanted)
  }
  const done = load().catch((error: unknown) => {
    // Asked for again by the next part that needs them.
    loading = null
    throw error
  })
  loading = { language: wanted, done }
  return done
}

/** The language a person chose, or else the nearest to what the system prefers. */
export function preferredLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const known = (tag: string) => languages.find(each => each === tag.toLowerCase().split('-')[0])
  if (chosen !== null) return known(chosen) ?? 'en'
  return preferred.flatMap(tag => known(tag) ?? [])[0] ?? 'en'
}
