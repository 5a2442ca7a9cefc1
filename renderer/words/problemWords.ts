import type { Saying } from '../../shared/query/sayings.ts'
import { AppError, type AppErrorWire, type ErrorCode } from '../../shared/errors.ts'
import { queryInWords } from './queryWords.ts'

/**
 * How a language says an error: the first of the sentences whose values (`{{host}}`) are all there. `{{detail}}` is
 * what the core says itself, in English: where it is part of no sentence it stays with the error as its detail.
 */
export interface ProblemWords {
  message: readonly string[]
  next?: readonly string[]
  /** The same for each reason that the error names in its `why` or `policy`. */
  why?: Readonly<Record<string, Omit<ProblemWords, 'why'>>>
}
export type ProblemTable = Readonly<Partial<Record<ErrorCode, ProblemWords>>>

let table: ProblemTable = {}

/** From now on errors are said by this table; what it lacks stays as it comes. */
export function speakProblems(words: ProblemTable): void {
  table = words
}

let rightNamed: (permission: string) => string | null = () => null

/** From now on rights are called by what this answers; a right that it has no name for stays as the core calls it. */
export function nameRights(named: typeof rightNamed): void {
  rightNamed = named
}

type Problem = Pick<AppErrorWire, 'code' | 'message' | 'next' | 'data'>

/** What the core's own words are kept under, in an error that is said in another language. */
const ORIGINAL = 'inEnglish'

/** An error in the words of the window's language; the same object where those are the core's own. */
export function problemInWords<Given extends Problem>(problem: Given): Given {
  const words = wordsOf(problem)
  const isSaid = problem.data !== undefined && Object.hasOwn(problem.data, ORIGINAL)
  const message = words && !isSaid ? sentence(words.message, problem) : null
  if (words === undefined || message === null) return isSaid ? problem : withRightNamed(problem)
  const next = sentence(words.next ?? [], problem) ?? undefined
  const original = [problem.message, problem.next].filter(Boolean).join(' ')
  return { ...problem, message, next, data: { ...problem.data, [ORIGINAL]: original } }
}

/** The core's own words, with the missing right by its name. */
function withRightNamed<Given extends Problem>(problem: Given): Given {
  const name = nameOfRight(problem)
  if (name === null) return problem
  const message = problem.message.replaceAll(`“${String(problem.data?.permission)}”`, `“${name}”`)
  return message === problem.message ? problem : { ...problem, message }
}

const nameOfRight = ({ code, data }: Problem): string | null =>
  code === 'rights.denied' && typeof data?.permission === 'string' ? rightNamed(data.permission) : null

/** What the table says of it, where it can of the reason that it names. */
function wordsOf({ code, data }: Problem): Omit<ProblemWords, 'why'> | undefined {
  const words = table[code]
  // A refusal by a policy names which one.
  const why = data?.why ?? data?.policy
  if (words?.why === undefined || typeof why !== 'string' || !Object.hasOwn(words.why, why)) return words
  return words.why[why]
}

/** The same for an error that was thrown. */
export function errorInWords(error: AppError): AppError {
  const { code, message, next, data } = error
  const said = problemInWords<Problem>({ code, message, next, data })
  if (said.message === message) return error
  return new AppError(code, said.message, { next: said.next, data: said.data, cause: error })
}

/** What the core says of it; what is wrong with a query, in the words of the language. */
const detailOf = ({ code, message, data }: Problem): string =>
  code === 'query.invalid' && Array.isArray(data?.says)
    ? queryInWords(message, data.says as readonly Saying[])
    : message

function sentence(choices: readonly string[], problem: Problem): string | null {
  const named = nameOfRight(problem)
  const values: Record<string, unknown> = {
    ...problem.data,
    ...(named === null ? {} : { permission: named }),
    detail: detailOf(problem),
  }
  for (const choice of choices) {
    let isWhole = true
    const text = choice.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      const known = Array.isArray(value) ? value.join(', ') : value
      if (typeof known !== 'string' && typeof known !== 'number') isWhole = false
      return `${String(known)}`.slice(0, 400)
    })
    if (isWhole) return text
  }
  return null
}
