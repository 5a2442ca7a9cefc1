import type { Strength } from '../../shared/models/access.ts'
import type { english } from '../words/en/index.ts'
import { t } from '../words/index.ts'

type Words = typeof english.session.strength

/** How strong a passphrase is, whether that is enough here, and what would help: in the window's language. */
export function strengthWords(strength: Strength): string {
  const { hints } = strength
  const score = Math.max(0, Math.min(4, strength.score)) as 0 | 1 | 2 | 3 | 4
  const verdict = t(strength.enough ? 'session.strength.enough' : 'session.strength.notEnough', {
    strength: t(`session.strength.s${score}`),
  })
  if (!hints) return [verdict, strength.warning, ...strength.suggestions].filter(Boolean).join(' ')
  const length = hints.minLength === null ? null : t('session.strength.minLength', { count: hints.minLength })
  // What makes a strong one stronger still is no help any more.
  const help = strength.enough ? [] : hints.suggestions.map(suggestionWords)
  return [verdict, length ?? warningWords(hints.warning), ...help].filter(Boolean).join(' ')
}

const warningWords = (name: string | null): string | null =>
  name !== null && isOf(warnings, name) ? t(`session.strength.warnings.${name}`) : null

const suggestionWords = (name: string): string | null =>
  isOf(suggestions, name) ? t(`session.strength.suggestions.${name}`) : null

const isOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  names.some(each => each === name)

/** What the core may find. */
const warnings = [
  'straightRow',
  'keyPattern',
  'simpleRepeat',
  'extendedRepeat',
  'sequences',
  'recentYears',
  'dates',
  'topTen',
  'topHundred',
  'common',
  'similarToCommon',
  'wordByItself',
  'namesByThemselves',
  'commonNames',
  'userInputs',
] as const satisfies readonly (keyof Words['warnings'])[]

/** What the core may propose. */
const suggestions = [
  'l33t',
  'reverseWords',
  'allUppercase',
  'capitalization',
  'dates',
  'recentYears',
  'associatedYears',
  'sequences',
  'repeated',
  'longerKeyboardPattern',
  'anotherWord',
  'useWords',
  'noNeed',
] as const satisfies readonly (keyof Words['suggestions'])[]
