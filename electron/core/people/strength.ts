import { AppError } from '../../../shared/errors.ts'
import type { Strength } from '../../../shared/models/access.ts'
import type { Policies } from '../../../shared/models/policies.ts'

type Rules = Pick<Policies['passphrase'], 'minScore' | 'minLength'>
type Check = (passphrase: string, known: string[]) => Omit<Strength, 'enough'>

/** Characters that are looked at: what comes after them can only make it stronger, and costs time. */
const LOOKED_AT = 128

let loading: Promise<Check> | null = null

/** The dictionaries are large and rarely asked: read at the first question. */
async function load(): Promise<Check> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  const guesses = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    maxLength: LOOKED_AT,
  })
  return (passphrase, known) => {
    const { score, feedback } = guesses.check(passphrase.slice(0, LOOKED_AT), known)
    return { score, warning: feedback.warning, suggestions: feedback.suggestions }
  }
}

/** How strong a passphrase is by the policy; what is `known` of the person (names) counts as guessed at once. */
export async function strengthOf(
  passphrase: string,
  known: readonly string[],
  rules: Rules,
): Promise<Strength> {
  loading ??= load()
  const check = await loading
  const found = check(passphrase, ['novacron', ...known.filter(each => each.trim() !== '')])
  const isLong = [...passphrase].length >= rules.minLength
  return {
    ...found,
    enough: isLong && found.score >= rules.minScore,
    warning: isLong ? found.warning : `At least ${rules.minLength} characters are asked for here.`,
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
