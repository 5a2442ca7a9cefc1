/**
 * Reads one kind of stored value; undefined where it is not one. Small and without the schema library, which the
 * window does without until its first rows stand.
 */
export type Reader<Value> = (value: unknown) => Value | undefined

export const flag: Reader<boolean> = value => (typeof value === 'boolean' ? value : undefined)

/** One of some words. */
export const oneOf =
  <Word extends string>(words: readonly Word[]): Reader<Word> =>
  value =>
    words.find(word => word === value)

/** A number from `min` to `max`. */
export const within =
  (min: number, max: number): Reader<number> =>
  value =>
    typeof value === 'number' && value >= min && value <= max ? value : undefined

/** A text of so many characters at most, and one at least where `min` says so. */
export const text =
  (max: number, min = 0): Reader<string> =>
  value =>
    typeof value === 'string' && value.length >= min && value.length <= max ? value : undefined

/** A list of which every entry can be read. */
export const listOf =
  <Value>(read: Reader<Value>): Reader<Value[]> =>
  value => {
    if (!Array.isArray(value)) return undefined
    const entries = value.map(read)
    return entries.every(entry => entry !== undefined) ? entries : undefined
  }

/** Values by name, of which every one can be read. */
export const recordOf =
  <Value>(read: Reader<Value>): Reader<Record<string, Value>> =>
  value => {
    if (!isRecord(value)) return undefined
    const entries: [string, Value][] = []
    for (const [name, each] of Object.entries(value)) {
      const known = read(each)
      if (known === undefined) return undefined
      entries.push([name, known])
    }
    return Object.fromEntries(entries)
  }

type Fields<State extends object> = {
  readonly [Name in keyof State]: readonly [Reader<State[Name]>, State[Name]]
}

/** An object by its fields, each with what it is where it is missing or unreadable; further fields are left out. */
export function fields<State extends object>(known: Fields<State>): (value: unknown) => State {
  return value => {
    const stored: Record<string, unknown> = isRecord(value) ? value : {}
    const state: Partial<State> = {}
    for (const name in known) {
      const [read, otherwise] = known[name]
      const own = Object.hasOwn(stored, name) ? read(stored[name]) : undefined
      state[name] = own === undefined ? otherwise : own
    }
    return state as State
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
