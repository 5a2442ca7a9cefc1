import { create } from 'zustand'
import { LANGUAGE_SETTING } from '../../shared/models/settingNames.ts'
import type { CoreClient } from '../api/client.ts'
import { type Language, language, languageNames, languages, preferredLanguage, t } from '../words/index.ts'
import { keep } from './kept.ts'
import { tell } from './toasts.ts'

/** Read before the window is drawn, when the core cannot be asked yet. */
const LOCAL_KEY = 'language'

interface LanguageChoice {
  /** What the person chose; null is what the system prefers. */
  chosen: Language | null
}

const known = (value: unknown): Language | null => languages.find(each => each === value) ?? null

/** The language of the next start; the window speaks the one it was opened in until it is loaded again. */
export const useLanguageChoice = create<LanguageChoice>()(() => ({
  chosen: known(localStorage.getItem(LOCAL_KEY)),
}))

/** What the window speaks once it is loaded again. */
export const nextLanguage = (chosen: Language | null): Language =>
  chosen ?? preferredLanguage(null, navigator.languages)

/** Another window's choice is seen where nobody looks at the settings, too. */
function sayChosen(): void {
  const next = nextLanguage(useLanguageChoice.getState().chosen)
  if (next !== language()) tell(t('frame.toast.languageElsewhere', { language: languageNames[next] }))
}

/** Loads what the person chose and saves a change; the browser's own storage has a copy for the next start. */
export function keepLanguage(client: CoreClient, failed: (error: unknown) => void): () => void {
  const stop = useLanguageChoice.subscribe(({ chosen }) => {
    if (chosen === null) localStorage.removeItem(LOCAL_KEY)
    else localStorage.setItem(LOCAL_KEY, chosen)
  })
  const end = keep(
    client,
    {
      key: LANGUAGE_SETTING,
      store: useLanguageChoice,
      parse: value => ({ chosen: known(value) }),
      stored: ({ chosen }) => chosen,
      taken: sayChosen,
    },
    failed,
  )
  return () => {
    end()
    stop()
  }
}
