import { fillIn, type Saying, type SayingName } from '../../shared/query/sayings.ts'

/** What the query language says in another language: its sentences, its fields and its devices by their names. */
export interface QueryTable {
  /** Between the last two of several names. */
  or: string
  sayings: Readonly<Record<SayingName, string>>
  fields: Readonly<Record<string, string>>
  devices: Readonly<Record<string, string>>
}

let table: QueryTable | null = null

/** From now on queries are explained by this table; null: in English, as the core does. */
export function speakQueries(words: QueryTable | null): void {
  table = words
}

/** Sentences of the query language in the window's language; what the table lacks is said in English. */
export function queryInWords(english: string, says: readonly Saying[] | undefined): string {
  const words = table
  if (words === null || says === undefined || says.length === 0) return english
  const said = says.map(({ name, values }) => {
    if (name === 'field') return described(words.fields, values)
    if (name === 'device') return described(words.devices, values)
    return fillIn(words.sayings[name], values, words.or)
  })
  return said.includes(null) ? english : said.join(' ')
}

function described(
  known: Readonly<Record<string, string>>,
  { name, example }: Saying['values'],
): string | null {
  const what = Object.hasOwn(known, String(name)) ? known[String(name)] : undefined
  if (what === undefined) return null
  return example ? `${what} · ${String(example)}` : what
}
