import { defaultPolicies, Policies } from '../../../shared/models/policies.ts'

/** Policies as they could be read, and the fields that fell back to their defaults. */
export interface ReadPolicies {
  policies: Policies
  /** Paths such as `session.idleLockMinutes`; empty where everything could be read. */
  lost: string[]
}

/** More broken fields than this and the whole document is taken as unreadable. */
const FIELDS_GIVEN_UP = 200

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Takes the field at `path` out, so that its default holds; of a list only the element. False where there is none. */
function takeOut(document: unknown, path: readonly PropertyKey[]): boolean {
  let at: unknown = document
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1
    if (Array.isArray(at) && typeof step === 'number') {
      // What is wrong inside an element makes the element worthless: half a window of forbidden hours is none.
      return at.splice(step, 1).length > 0
    }
    if (!isRecord(at) || typeof step !== 'string' || !Object.hasOwn(at, step)) return false
    if (last) {
      delete at[step]
      return true
    }
    at = at[step]
  }
  return false
}

/** A stored or imported document as policies: what an older or newer program wrote differently takes its default, the rest holds. */
export function readPolicies(value: unknown): ReadPolicies {
  if (value === undefined) return { policies: defaultPolicies, lost: [] }
  const document: unknown = structuredClone(value)
  const lost: string[] = []
  while (lost.length < FIELDS_GIVEN_UP) {
    const read = Policies.safeParse(document)
    if (read.success) return { policies: read.data, lost }
    const [issue] = read.error.issues
    if (!issue || !takeOut(document, issue.path)) break
    lost.push(issue.path.join('.'))
  }
  return { policies: defaultPolicies, lost: [...lost, 'everything'] }
}
