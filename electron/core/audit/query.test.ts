import { expect, test } from 'vitest'
import type { AuditEntry, AuditFilter } from '../../../shared/contract/audit.ts'
import type { SiteId } from '../../../shared/ids.ts'
import { fleetHostId, fleetUuid } from '../testing/fleet.ts'
import { exportEntries } from './export.ts'
import { following, matches, newestFirst } from './query.ts'
import { temporaryLog, testDraft } from './testing/log.ts'

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({ seq: 1, atMs: 5, ...testDraft(), ...more })

test('filters mean the same in the file and in what comes', async () => {
  using test = temporaryLog()
  const drafts = [
    { person: 'Anna', act: 'machines.operate', hostId: fleetHostId(1), object: 'Köln / "web" 50%' },
    { person: 'otto', act: 'machinesOther', result: 'refused' as const, error: 'rights.denied: Nein' },
    {
      person: null,
      act: 'event.stopped',
      result: 'seen' as const,
      parameters: { event: 'Stopped', by: 'x_y' },
    },
    { person: 'anna', act: 'machines', siteId: fleetUuid('s') as SiteId, parameters: { role: 'person' } },
  ]
  for (const draft of drafts) {
    test.log.record(testDraft({ object: '', ...draft }))
    test.clock.advance(1_000)
  }
  test.log.flush()
  const startMs = test.clock.nowMs() - 4_000
  const all: AuditEntry[] = []
  for await (const each of newestFirst(test.store.database, {}, 1_000)) all.push(each)
  expect(all.map(({ seq }) => seq)).toEqual([4, 3, 2, 1])
  const cases: [AuditFilter, number[]][] = [
    [{ person: 'ANNA' }, [4, 1]],
    [{ act: 'machines' }, [4, 1]],
    [{ act: 'machines.operate' }, [1]],
    [{ result: 'refused' }, [2]],
    [{ hostId: fleetHostId(1) }, [1]],
    [{ text: '"WEB" 50%' }, [1]],
    [{ text: 'köln' }, [1]],
    [{ text: 'x_y' }, [3]],
    [{ text: 'xzy' }, []],
    [{ text: 'personId' }, []],
    [{ text: 'nein' }, [2]],
    [{ sinceMs: startMs + 1_000, untilMs: startMs + 2_000 }, [3, 2]],
    [{ person: 'anna', text: 'machines', result: 'done' }, [4, 1]],
  ]
  for (const [filter, seqs] of cases) {
    const found: number[] = []
    for await (const { seq } of newestFirst(test.store.database, filter, 1_000)) found.push(seq)
    expect(found, JSON.stringify(filter)).toEqual(seqs)
    expect(
      all.filter(each => matches(each, filter)).map(({ seq }) => seq),
      JSON.stringify(filter),
    ).toEqual(seqs)
  }
  expect(following(test.store.database, 2, 10).map(({ seq }) => seq)).toEqual([3, 4])
})

test('a long log is looked through in slices, from any place, and given up when nobody waits', async () => {
  using test = temporaryLog()
  test.fill(12_000, index => (index === 3 ? { object: 'needle' } : {}))
  const found: number[] = []
  for await (const { seq } of newestFirst(test.store.database, { text: 'needle' }, 12_001)) found.push(seq)
  expect(found).toEqual([4])
  const page: number[] = []
  for await (const { seq } of newestFirst(test.store.database, {}, 7)) page.push(seq)
  expect(page).toEqual([6, 5, 4, 3, 2, 1])
  const gone = new AbortController()
  const search = newestFirst(test.store.database, { text: 'nowhere' }, 12_001, gone.signal)
  gone.abort(new Error('gone'))
  await expect(search.next()).rejects.toThrow('gone')
})

test('text that somebody put into the file is no entry, and no error', async () => {
  using test = temporaryLog()
  test.fill(3)
  test.store.database.run(`UPDATE audit_entries SET entry = '{"person":1}' WHERE seq = 2`)
  const found: number[] = []
  for await (const { seq } of newestFirst(test.store.database, {}, 10)) found.push(seq)
  expect(found).toEqual([3, 1])
})

test('exports hold no formula and nothing that a terminal obeys', () => {
  const hostile = entry({
    person: '=1+1',
    object: '\t@cmd',
    error: '"quoted", \u001b[2J\u202e',
    parameters: { a: '-2' },
  })
  const csv = exportEntries('csv', [hostile], { nowMs: 0, end: null })
  expect(csv.count).toBe(1)
  expect(csv.text).toContain("'=1+1,")
  expect(csv.text).toContain("'\t@cmd")
  const jsonl = exportEntries('jsonl', [hostile, entry()], { nowMs: 0, end: { seq: 2, hash: 'ab' } })
  const lines = jsonl.text.trim().split('\n')
  expect(lines).toHaveLength(3)
  for (const character of ['\u001b', '\u202e']) expect(jsonl.text).not.toContain(character)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ person: '=1+1', time: '1970-01-01T00:00:00.005Z' })
  expect(JSON.parse(lines[2] ?? '')).toEqual({
    schema: 'novacron.audit.end/1',
    asOf: '1970-01-01T00:00:00.000Z',
    seq: 2,
    hash: 'ab',
  })
})
