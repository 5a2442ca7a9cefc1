import { formatAge } from '../../shared/units.ts'
import { t } from './index.ts'

/** Nobody counts these seconds, and a screen that does is never quiet. */
const JUST_NOW_MS = 5_000

/** How long ago something was, as part of a sentence: `just now`, `3 min ago`. */
export const agoText = (ageMs: number): string =>
  ageMs < JUST_NOW_MS ? t('parts.justNow') : t('parts.ago', { age: formatAge(ageMs) })
