import { config } from 'zod'

const catalogues = {
  en: () => import('zod/v4/locales/en.js'),
  de: () => import('zod/v4/locales/de.js'),
} as const

/** Lets the schema library say what is wrong with a form's field in a language of the window. */
export async function speakSchemas(language: keyof typeof catalogues): Promise<void> {
  const { default: catalogue } = await catalogues[language]()
  config(catalogue())
}
