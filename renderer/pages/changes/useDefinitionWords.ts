import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Change } from '../../../shared/models/change.ts'
import { type CoreClient, useApi } from '../../api/client.ts'
import { changeSentence } from '../../words/deviceWords.ts'
import type { ChangeRow } from './changesState.ts'

/** Sentences of one definition that stand in a row. */
const SHOWN = 3

/** Both versions of a changed definition; null where it is none, or is as it was. */
export function versionsOf({ kind, machine, fields }: Change) {
  const hashes = fields.find(({ field }) => field === 'hash')
  if (kind !== 'definition' || machine === null || hashes === undefined) return null
  const { from, to } = hashes
  if (typeof from !== 'string' || typeof to !== 'string' || from === to) return null
  return { a: { key: machine, hash: from }, b: { key: machine, hash: to } }
}

/**
 * The rows with what became another in words, for the definitions that are in view: they are compared one after the
 * other, each pair once. `onView` takes the rows in view.
 */
export function useDefinitionWords(rows: readonly ChangeRow[]): {
  rows: readonly ChangeRow[]
  onView(keys: readonly string[]): void
} {
  const { client } = useApi()
  const [words, setWords] = useState<ReadonlyMap<string, string>>(new Map())
  const asked = useRef(new Set<string>())
  const told = useRef(new Map<string, ChangeRow>())
  const gone = useRef(new AbortController())
  useEffect(() => {
    gone.current = new AbortController()
    return () => gone.current.abort()
  }, [])
  const worded = useMemo(() => rows.map(row => withWords(row, words, told.current)), [rows, words])
  const byKey = useMemo(() => new Map(rows.map(row => [row.key, row])), [rows])
  const onView = useCallback(
    (keys: readonly string[]) => {
      const wanted = keys
        .flatMap(key => byKey.get(key) ?? [])
        .filter(row => {
          const pair = pairOf(row)
          return pair !== null && !asked.current.has(pair)
        })
      for (const row of wanted) asked.current.add(pairOf(row) ?? '')
      const { signal } = gone.current
      const compare = async () => {
        for (const row of wanted) {
          const text = await wordsOf(client, row.change, signal)
          if (signal.aborted) return
          const pair = pairOf(row)
          if (text !== null && pair !== null) setWords(before => new Map([...before, [pair, text]]))
        }
      }
      void compare()
    },
    [client, byKey],
  )
  return { rows: worded, onView }
}

function pairOf({ change }: ChangeRow): string | null {
  const versions = versionsOf(change)
  return versions && `${versions.a.key} ${versions.a.hash} ${versions.b.hash}`
}

/** The same object as long as row and words are the same. */
function withWords(
  row: ChangeRow,
  words: ReadonlyMap<string, string>,
  told: Map<string, ChangeRow>,
): ChangeRow {
  const pair = pairOf(row)
  const text = pair === null ? undefined : words.get(pair)
  if (text === undefined) return row
  const known = told.get(row.key)
  if (known?.change === row.change && known.words === text) return known
  const made = { ...row, words: text }
  told.set(row.key, made)
  return made
}

/** Null where the versions can't be compared: the row then says that the definition changed, and its details say why. */
async function wordsOf(client: CoreClient, change: Change, signal: AbortSignal): Promise<string | null> {
  const versions = versionsOf(change)
  if (versions === null) return null
  try {
    const { changes, more } = await client.machines.compare(versions, { signal })
    if (changes.length === 0) return null
    const shown = changes.slice(0, SHOWN).map(each => changeSentence(each, 'versions'))
    return [...shown, ...(more || changes.length > SHOWN ? ['…'] : [])].join(' · ')
  } catch {
    // A version that is gone, or a link that broke: whoever opens the row asks again and is told.
    return null
  }
}
