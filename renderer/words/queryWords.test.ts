// @vitest-environment node
import { afterEach, expect, test } from 'vitest'
import { complete, hasNames, parseQuery, queryFields } from '../../shared/query/index.ts'
import { sayings, type SayingName } from '../../shared/query/sayings.ts'
import { AppError } from '../../shared/errors.ts'
import { problems } from './de/problems.ts'
import { queries } from './de/query.ts'
import { errorInWords, speakProblems } from './problemWords.ts'
import { queryInWords, speakQueries } from './queryWords.ts'

afterEach(() => {
  speakQueries(null)
  speakProblems({})
})

const values = (sentence: string) => (sentence.match(/\{\{\w+\}\}/g) ?? []).toSorted()

test('German has every sentence with the same values, every field and every device', () => {
  for (const name of Object.keys(sayings) as SayingName[])
    expect([...new Set(values(queries.sayings[name]))], name).toEqual([...new Set(values(sayings[name]))])
  expect(Object.keys(queries.fields).toSorted()).toEqual(queryFields.map(({ name }) => name).toSorted())
  expect(Object.keys(queries.devices).toSorted()).toEqual(Object.keys(hasNames).toSorted())
})

function fault(query: string): string {
  const parsed = parseQuery(query)
  if (parsed.ok) throw new Error(`${query} parses`)
  return queryInWords(parsed.message, parsed.says)
}

test('what is wrong with a query is said in the window’s language', () => {
  expect(fault('staet:running')).toBe('There is no field “staet”. Did you mean state or stale?')
  speakQueries(queries)
  expect(fault('staet:running')).toBe('Es gibt kein Feld „staet“. War state oder stale gemeint?')
  expect(fault('memory>viel')).toContain('braucht eine Größe mit Einheit')
  expect(fault('(a')).toBe('Diese Klammer wird nie geschlossen.')
})

test('so is what stands beside a completion, on every level', () => {
  speakQueries(queries)
  const beside = (query: string, label: string) => {
    const found = complete(query, query.length, {}).find(each => each.label === label)
    return queryInWords(found?.detail ?? '', found?.says && [found.says])
  }
  expect(beside('vcp', 'vcpus')).toBe('virtuelle CPUs jetzt · vcpus>=8')
  expect(beside('disk(bu', 'bus')).toBe('Bus · disk.bus:ide')
  expect(beside('has:cdr', 'cdrom')).toBe('ein CD-Laufwerk')
  expect(beside('is:auto', 'autostart')).toBe('startet mit ihrem Host')
  expect(beside('dis', 'disk(…)')).toBe('eine Platte, auf die alles zutrifft')
  const every = ['', 'a ', 'disk(', 'nic(', 'graphics(', 'has:', 'is:', 'nic(has:'].flatMap(query =>
    complete(query, query.length, {}).filter(({ detail }) => detail !== null),
  )
  expect(every.length).toBeGreaterThan(100)
  for (const { label, detail, says } of every)
    expect(says && queryInWords('none', [says]), `${label}: ${detail}`).not.toBe('none')
})

test('an error of the core carries what was wrong, for every language', () => {
  speakQueries(queries)
  speakProblems(problems)
  const parsed = parseQuery('tag:(')
  if (parsed.ok) throw new Error('it parses')
  const error = new AppError('query.invalid', parsed.message, { data: { says: parsed.says } })
  expect(errorInWords(error).message).toMatch(/^Der Filter ist nicht verständlich: tag braucht einen Wert/)
})
