import type { Completion } from '../contract/machines.ts'
import { domainStates } from '../models/domainStates.ts'
import { deviceKinds } from './ast.ts'
import {
  describedName,
  fieldNames,
  type FieldSet,
  findField,
  hasNames,
  innerFields,
  type QueryField,
  queryFields,
  type Scope,
} from './fields.ts'
import { type Place, placeOf } from './place.ts'
import { valueWord } from './print.ts'
import { inEnglish, type Saying, saying, type SayingName } from './sayings.ts'
import { didYouMean } from './suggest.ts'
import { fold } from './text.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Most completions at once. */
const completionsMax = 50

interface Candidate {
  insert: string
  label: string
  /** In English. */
  detail: string | null
  /** The same for every language; absent where the detail is a name, or says itself what a list's own field is. */
  says?: Saying
}

/** What stands beside a completion. */
const beside = (name: SayingName, values: Saying['values'] = {}) => {
  const says = saying(name, values)
  return { detail: inEnglish([says]), says }
}

/** 0 for a beginning, 1 for the beginning of a later part, 2 for anywhere inside; undefined for no match. */
function rank(word: string, typed: string): number | undefined {
  const place = fold(word).indexOf(fold(typed))
  if (place < 0) return undefined
  if (place === 0) return 0
  return /[\s._/:-]/.test(word[place - 1] ?? '') ? 1 : 2
}

function ranked(candidates: readonly Candidate[], typed: string): Candidate[] {
  const found = candidates.flatMap(candidate => {
    const order = rank(candidate.label, typed)
    return order === undefined ? [] : [{ candidate, order }]
  })
  return found.sort((a, b) => a.order - b.order).map(({ candidate }) => candidate)
}

const numeric: ReadonlySet<string> = new Set(['bytes', 'percent', 'rate', 'duration', 'age', 'count'])

function fieldCandidate(field: QueryField): Candidate {
  const sign = numeric.has(field.type) ? (/[<>=]+/.exec(field.example)?.[0] ?? '>') : ':'
  return {
    insert: `${field.name}${sign}`,
    label: field.name,
    detail: `${field.description} · ${field.example}`,
    ...describes(field, field.example),
  }
}

/** Of a machine's field its name, which every language describes; lists describe their own. */
function describes(field: QueryField, example = ''): { says?: Saying } {
  const name = describedName(field)
  return name === undefined ? {} : { says: { name: 'field', values: { name, example } } }
}

const presenceFields: readonly Candidate[] = [
  { insert: 'has:', label: 'has', ...beside('thereIsOneSuch', { example: 'has:ip' }) },
  { insert: 'no:', label: 'no', ...beside('thereIsNoneSuch', { example: 'no:agent' }) },
]
const isField: Candidate = { insert: 'is:', label: 'is', ...beside('stateOrFlag', { example: 'is:running' }) }

const listPresence: readonly Candidate[] = [
  { insert: 'has:', label: 'has', ...beside('thereIsOne') },
  { insert: 'no:', label: 'no', ...beside('thereIsNone') },
]
const listIs: Candidate = { insert: 'is:', label: 'is', ...beside('flagField') }

const oneOf = { disk: 'oneDisk', nic: 'oneNic', graphics: 'oneConsole' } as const

const groups: readonly Candidate[] = deviceKinds.map(device => ({
  insert: `${device}(`,
  label: `${device}(…)`,
  ...beside(oneOf[device]),
}))

const keywords: readonly Candidate[] = [
  { insert: 'or ', label: 'or', ...beside('either') },
  { insert: 'and ', label: 'and', ...beside('both') },
]

function fieldsOf(scope: Scope): Candidate[] {
  if (typeof scope === 'object') {
    const flags = scope.fields.some(field => field.type === 'flag')
    return [...scope.fields.map(fieldCandidate), ...listPresence, ...(flags ? [listIs] : [])]
  }
  if (scope !== 'machine') return [...innerFields[scope].map(fieldCandidate), ...presenceFields]
  return [...queryFields.map(fieldCandidate), ...groups, ...presenceFields, isField]
}

/** Names and tags that the word may be meant for, as whole conditions. */
function wholeConditions(typed: string, vocabulary: Vocabulary): Candidate[] {
  if (typed.length < 2) return []
  const kinds = [
    ['host', vocabulary.hosts],
    ['site', vocabulary.sites],
    ['tag', vocabulary.tags],
    ['state', domainStates],
    ['network', vocabulary.networks],
    ['pool', vocabulary.pools],
    ['name', vocabulary.names],
  ] as const
  return kinds.flatMap(([field, words]) =>
    ranked(
      (words ?? []).map(word => ({ insert: `${field}:${valueWord(word)}`, label: word, detail: field })),
      typed,
    ).slice(0, 8),
  )
}

/** Values of a list's own fields that the word may be meant for, as whole conditions. */
function listConditions({ fields }: FieldSet, typed: string): Candidate[] {
  if (typed.length < 2) return []
  return fields.flatMap(({ name, words }) =>
    typeof words === 'object'
      ? ranked(
          words.map(word => ({ insert: `${name}:${valueWord(word)}`, label: word, detail: name })),
          typed,
        ).slice(0, 8)
      : [],
  )
}

function termCandidates(place: Place & { kind: 'term' }, vocabulary: Vocabulary): Candidate[] {
  const { scope, typed, afterTerm } = place
  const all = fieldsOf(scope)
  if (typed === '') return [...all, ...(afterTerm ? keywords : [])]
  const byAlias = fieldNames(scope)
    .filter(name => name.startsWith(typed.toLowerCase()))
    .flatMap(name => findField(scope, name) ?? [])
    .map(fieldCandidate)
  const direct = ranked(all, typed)
  const words =
    scope === 'machine'
      ? wholeConditions(typed, vocabulary)
      : typeof scope === 'object'
        ? listConditions(scope, typed)
        : []
  const logic = afterTerm ? keywords.filter(word => word.label.startsWith(typed.toLowerCase())) : []
  const found = [...direct, ...byAlias, ...logic, ...words]
  if (found.length > 0) return found
  return didYouMean(typed, fieldNames(scope))
    .flatMap(name => findField(scope, name) ?? [])
    .map(field => ({ ...fieldCandidate(field), ...beside('meantField', { names: [field.name] }) }))
}

const units: Readonly<Record<string, readonly string[]>> = {
  bytes: ['GiB', 'MiB', 'TiB', 'KiB', 'B'],
  rate: ['MiB/s', 'KiB/s', 'GiB/s', 'B/s'],
  percent: ['%'],
  duration: ['d', 'h', 'min', 's', 'w'],
  age: ['d', 'h', 'min', 's', 'w'],
}

const amounts: Readonly<Record<string, readonly string[]>> = {
  bytes: ['512MiB', '1GiB', '2GiB', '4GiB', '8GiB', '16GiB', '32GiB', '64GiB', '100GiB', '1TiB'],
  rate: ['100KiB/s', '1MiB/s', '10MiB/s', '100MiB/s'],
  percent: ['10%', '50%', '80%', '90%'],
  duration: ['5min', '1h', '1d', '7d', '30d', '365d'],
  age: ['1min', '5min', '1h', '1d', '7d', '30d'],
  count: ['1', '2', '4', '8', '16'],
}

function plain(
  words: readonly string[],
  what: Pick<Candidate, 'detail' | 'says'> = { detail: null },
): Candidate[] {
  return words.map(word => ({ insert: valueWord(word), label: word, ...what }))
}

function numberCandidates(field: QueryField, typed: string): Candidate[] {
  if (/^\d+(\.\d+)?$/.test(typed)) {
    return plain((units[field.type] ?? []).map(unit => `${typed}${unit}`)).map(({ label }) => ({
      insert: label,
      label,
      detail: null,
    }))
  }
  return (amounts[field.type] ?? [])
    .filter(amount => amount.toLowerCase().startsWith(typed.toLowerCase()))
    .map(amount => ({ insert: amount, label: amount, detail: null }))
}

function valueWords(field: QueryField, vocabulary: Vocabulary): readonly string[] {
  if (field.type === 'flag') return ['yes', 'no']
  const { words } = field
  return typeof words === 'string' ? (vocabulary[words] ?? []) : (words ?? [])
}

function presenceCandidates(scope: Scope, typed: string): Candidate[] {
  const fields =
    typeof scope === 'object' ? scope.fields : scope === 'machine' ? queryFields : innerFields[scope]
  const things = [
    ...fields
      .filter(field => !field.live)
      .map(field => ({ label: field.name, detail: field.description, ...describes(field) })),
    ...(typeof scope === 'object' ? [] : Object.entries(hasNames)).map(([label, detail]) => ({
      label,
      detail,
      says: { name: 'device' as const, values: { name: label } },
    })),
  ]
  return ranked(
    things.map(thing => ({ insert: thing.label, ...thing })),
    typed,
  )
}

function isCandidates(scope: Scope, typed: string): Candidate[] {
  const flags = (typeof scope === 'object' ? scope.fields : queryFields).filter(
    field => field.type === 'flag',
  )
  return ranked(
    [
      ...(typeof scope === 'object' ? [] : plain(domainStates, beside('aState'))),
      ...flags.map(field => ({
        insert: field.name,
        label: field.name,
        detail: field.description,
        ...describes(field),
      })),
    ],
    typed,
  )
}

function valueCandidates(place: Place & { kind: 'value' }, vocabulary: Vocabulary): Candidate[] {
  const { scope, name, typed, before } = place
  const field = findField(scope, name)
  if (!field) {
    const key = name.toLowerCase()
    if (key === 'has' || key === 'no') return presenceCandidates(scope, typed)
    return key === 'is' ? isCandidates(scope, typed) : []
  }
  if (numeric.has(field.type)) return numberCandidates(field, typed)
  const words = valueWords(field, vocabulary).filter(word => !before.includes(word))
  const found = ranked(plain(words), typed)
  if (found.length > 0 || typed.length < 3) {
    const any = typed === '' && before.length === 0 && field.type === 'text' && words.length > 0
    return any ? [...found, { insert: '*', label: '*', ...beside('anyValue') }] : found
  }
  return plain(didYouMean(typed, words), beside('meantValue'))
}

/** Field that a mistyped name before the cursor's value may be meant for. */
function nameCorrections(place: Place & { kind: 'value' }): Candidate[] {
  return didYouMean(place.name, fieldNames(place.scope))
    .flatMap(name => findField(place.scope, name) ?? [])
    .map(field => ({
      insert: field.name,
      label: field.name,
      ...beside('meantField', { names: [field.name] }),
    }))
}

/**
 * What could stand at the cursor, best first: field names with their description, values out of the
 * vocabulary in quotation marks where they need them, units behind a number, and nearby names for a slip.
 */
export function complete(
  text: string,
  cursor: number,
  vocabulary: Vocabulary,
  scope: 'machine' | FieldSet = 'machine',
): Completion[] {
  const at = Math.max(0, Math.min(cursor, text.length))
  const place = placeOf(text, at, scope)
  if (place.kind === 'none') return []
  let { from, to } = place
  let candidates: Candidate[]
  if (place.kind === 'term') candidates = termCandidates(place, vocabulary)
  else {
    candidates = valueCandidates(place, vocabulary)
    const known = findField(place.scope, place.name) ?? /^(?:has|no|is)$/i.test(place.name)
    if (candidates.length === 0 && !known) {
      candidates = nameCorrections(place)
      from = place.nameFrom
      to = from + place.name.length
    }
  }
  // A name that has its operator already keeps it.
  const keepsSign = place.kind === 'term' && to < text.length && /^\s*[:=<>!≤≥]/.test(text.slice(to))
  const seen = new Set<string>()
  const completions: Completion[] = []
  for (const { insert, label, detail, says } of candidates) {
    const written = keepsSign ? insert.replace(/[:=<>]+$/, '') : insert
    if (completions.length >= completionsMax) break
    if (seen.has(written) || written === text.slice(from, to)) continue
    seen.add(written)
    completions.push({ insert: written, label, detail, ...(says ? { says } : {}), from, to })
  }
  return completions
}
