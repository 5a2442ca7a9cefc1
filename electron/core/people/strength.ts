import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../../shared/errors.ts'
import type { Strength } from '../../../shared/models/access.ts'
import type { Policies } from '../../../shared/models/policies.ts'

type Rules = Pick<Policies['passphrase'], 'minScore' | 'minLength'>
type Check = (
  passphrase: string,
  known: string[],
) => { score: number; warning: string | null; suggestions: string[] }
/** English sentences by their names. */
type Sentences = Readonly<Record<string, string>>
interface Guessing {
  check: Check
  warnings: Sentences
  suggestions: Sentences
}

/** Characters that are looked at: what comes after them can only make it stronger, and costs time. */
const LOOKED_AT = 72
/** Readings of letters as digits and signs that are tried: by default one passphrase holds the core for half a second. */
const READINGS = 20

let loading: Promise<Guessing> | null = null
/** The check that was asked for last. */
let last: Promise<unknown> = Promise.resolve()

/** The dictionaries are large and rarely asked: read at the first question. */
async function load(): Promise<Guessing> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  const guesses = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    // Findings come by name; who reads them says them.
    translations: {
      ...english.translations,
      warnings: byName(english.translations.warnings),
      suggestions: byName(english.translations.suggestions),
    },
    maxLength: LOOKED_AT,
    l33tMaxSubstitutions: READINGS,
  })
  const check: Check = (passphrase, known) => {
    const { score, feedback } = guesses.check(passphrase.slice(0, LOOKED_AT), known)
    return { score, warning: feedback.warning, suggestions: feedback.suggestions }
  }
  return { check, warnings: english.translations.warnings, suggestions: english.translations.suggestions }
}

const byName = <Names extends Record<string, string>>(sentences: Names): Names => {
  const named = { ...sentences }
  for (const name in sentences) Object.assign(named, { [name]: name })
  return named
}

/** How strong a passphrase is by the policy; what is `known` of the person (names) counts as guessed at once. */
export async function strengthOf(
  passphrase: string,
  known: readonly string[],
  rules: Rules,
): Promise<Strength> {
  loading ??= load()
  const { check, warnings, suggestions } = await loading
  // One after the other, and others in between: anybody at a window may ask this.
  const asked = last
    .then(() => nextTurn())
    .then(() => check(passphrase, ['novacron', ...known.filter(each => each.trim() !== '')]))
  // Who asked hears of it below; the next one only waits for the end.
  last = asked.catch(() => undefined)
  const found = await asked
  const isLong = [...passphrase].length >= rules.minLength
  const said = found.warning === null ? null : (warnings[found.warning] ?? null)
  return {
    score: found.score,
    enough: isLong && found.score >= rules.minScore,
    warning: isLong ? said : `At least ${rules.minLength} characters are asked for here.`,
    suggestions: found.suggestions.flatMap(name => suggestions[name] ?? []),
    hints: {
      warning: found.warning,
      suggestions: found.suggestions,
      minLength: isLong ? null : rules.minLength,
    },
  }
}

/** Throws `AppError` passphrase.weak, with what would help, where the policy does not take it. */
export async function requireStrong(
  passphrase: string,
  known: readonly string[],
  rules: Rules,
): Promise<void> {
  const { enough, score, warning, suggestions } = await strengthOf(passphrase, known, rules)
  if (enough) return
  throw new AppError('passphrase.weak', 'This passphrase is too easy to guess.', {
    next:
      [warning, ...suggestions].filter(Boolean).join(' ') ||
      'Take several words that have nothing to do with each other.',
    data: { score },
  })
}
