import { expect, test } from 'vitest'
import type { WritableDatabase } from '../store/database.ts'
import { temporaryStore } from '../testing/store.ts'
import { COVERS_KEY, differences, type FactKind, factKinds, putBack, readFacts } from './facts.ts'

const fill = (database: WritableDatabase) =>
  database.exec(`
    INSERT INTO people (id, name, folded, display_name, created_ms, last_seen_ms) VALUES
      ('a', 'Ada', 'ada', '', 1.5, 7), ('b', 'Bob', 'bob', '', 2, 8);
    INSERT INTO second_factors VALUES ('a', 1, 1);
    INSERT INTO vault_people VALUES ('a', x'0102', 1), ('b', x'03', 2);
    INSERT INTO vault_doors VALUES ('a', 'passphrase', x'', 1, 1, x'', x'');
    INSERT INTO person_groups VALUES ('g', 'ops');
    INSERT INTO person_group_members VALUES ('g', 'a');
    INSERT INTO custom_roles VALUES ('r', 'role', '', '[]');
    INSERT INTO grants VALUES ('1', 'person', 'a', 'owner', '{"kind":"everything"}', 1, 'x', NULL);
    INSERT INTO settings VALUES ('people:setUp', '{"mode":"people"}'), ('theme', '1'),
      ('policies', '{"acts":{"elevationRoles":["admin"],"other":1}}');
  `)

test('every kind is read, and nothing else', () => {
  using owned = temporaryStore()
  const { database } = owned.store
  expect(readFacts(database)).toEqual([])
  fill(database)
  const facts = readFacts(database)
  const kinds = () => [...new Set(readFacts(database).map(([kind]) => kind))]
  expect(kinds()).toEqual(factKinds.filter(kind => kind !== 'covers' && kind !== 'policies'))
  expect(facts).toContainEqual(['key', ['a'], ['0102', 1]])
  database.run('UPDATE people SET last_seen_ms = 99, must_change = 1, passphrase_ms = 3')
  database.run(`UPDATE settings SET value = '2' WHERE key = 'theme'`)
  database.run(`UPDATE settings SET value = json_set(value, '$.acts.other', 2) WHERE key = 'policies'`)
  expect(readFacts(database)).toEqual(facts)
  // From then on all of the policies are a fact, and their roles with them.
  cover(database)
  expect(kinds()).toEqual(factKinds.filter(kind => kind !== 'breakGlass'))
})

const cover = (database: WritableDatabase) =>
  database.run(`INSERT INTO settings VALUES (?, '["policies"]')`, COVERS_KEY)

test.each([
  ['changed', `UPDATE settings SET value = '{"acts":{"elevationRoles":["owner"]}}' WHERE key = 'policies'`],
  ['no JSON any more', `UPDATE settings SET value = '{' WHERE key = 'policies'`],
  ['deleted', `DELETE FROM settings WHERE key = 'policies'`],
  ['not covered any more', `DELETE FROM settings WHERE key = '${COVERS_KEY}'`],
  ['not covered any more, and deleted', `DELETE FROM settings WHERE key IN ('${COVERS_KEY}', 'policies')`],
  ['covered as another', `UPDATE settings SET value = '[]' WHERE key = '${COVERS_KEY}'`],
])('policies that are %s are put back to the letter', (_words, sql) => {
  using owned = temporaryStore()
  const { database } = owned.store
  fill(database)
  cover(database)
  const signed = readFacts(database)
  const settings = () => database.all('SELECT * FROM settings ORDER BY key')
  const before = settings()
  database.run(sql)
  const wrong = differences(signed, readFacts(database))
  expect(wrong).not.toEqual([])
  database.transaction(() => putBack(database, wrong))
  expect(settings()).toEqual(before)
})

test.each<[FactKind, 'added' | 'changed' | 'removed', string]>([
  [
    'person',
    'added',
    `INSERT INTO people (id, name, folded, display_name, created_ms) VALUES ('c', 'C', 'c', '', 1)`,
  ],
  ['person', 'changed', `UPDATE people SET disabled = 1 WHERE id = 'a'`],
  ['person', 'removed', `DELETE FROM people WHERE id = 'b'`],
  ['key', 'added', `INSERT INTO vault_people VALUES ('c', x'01', 1)`],
  ['key', 'changed', `UPDATE vault_people SET public_key = x'05' WHERE person_id = 'a'`],
  ['key', 'removed', `DELETE FROM vault_people WHERE person_id = 'b'`],
  ['group', 'added', `INSERT INTO person_groups VALUES ('h', 'more')`],
  ['group', 'changed', `UPDATE person_groups SET name = 'other'`],
  ['group', 'removed', `DELETE FROM person_groups`],
  ['member', 'added', `INSERT INTO person_group_members VALUES ('g', 'b')`],
  ['member', 'removed', `DELETE FROM person_group_members`],
  ['role', 'added', `INSERT INTO custom_roles VALUES ('s', 'role', '', '["user"]')`],
  ['role', 'changed', `UPDATE custom_roles SET permissions = '["user"]'`],
  ['role', 'removed', `DELETE FROM custom_roles`],
  ['grant', 'added', `INSERT INTO grants VALUES ('2', 'person', 'b', 'owner', '{}', 1, 'x', NULL)`],
  ['grant', 'changed', `UPDATE grants SET until_ms = 5`],
  ['grant', 'removed', `DELETE FROM grants`],
  ['mode', 'changed', `UPDATE settings SET value = '{' WHERE key = 'people:setUp'`],
  ['mode', 'removed', `DELETE FROM settings WHERE key = 'people:setUp'`],
  [
    'breakGlass',
    'changed',
    `UPDATE settings SET value = '{"acts":{"elevationRoles":["owner"]}}' WHERE key = 'policies'`,
  ],
  ['breakGlass', 'removed', `UPDATE settings SET value = '{' WHERE key = 'policies'`],
  ['breakGlass', 'removed', `DELETE FROM settings WHERE key = 'policies'`],
])('a %s that is %s is found and put back, with what lies beside it', (kind, what, sql) => {
  using owned = temporaryStore()
  const { database } = owned.store
  fill(database)
  const signed = readFacts(database)
  database.exec(sql)
  const wrong = differences(signed, readFacts(database))
  expect(wrong[0]).toMatchObject({
    kind,
    signed: what === 'added' ? null : expect.anything(),
    found: what === 'removed' ? null : expect.anything(),
  })
  database.transaction(() => putBack(database, wrong))
  expect(readFacts(database)).toEqual(signed)
  expect(database.column('SELECT person_id FROM second_factors')).toEqual(['a'])
  expect(database.column('SELECT last_seen_ms FROM people WHERE id = ?', 'a')).toEqual([7])
  expect(database.column('SELECT person_id FROM vault_doors')).toEqual(['a'])
})

test('where there should be neither mode nor role to take, what was added goes', () => {
  using owned = temporaryStore()
  const { database } = owned.store
  fill(database)
  database.run('DELETE FROM settings')
  const signed = readFacts(database)
  fill2(database)
  const wrong = differences(signed, readFacts(database))
  expect(wrong.map(({ kind }) => kind)).toEqual(['mode', 'breakGlass'])
  database.transaction(() => putBack(database, wrong))
  expect(readFacts(database)).toEqual(signed)
})

const fill2 = (database: WritableDatabase) =>
  database.exec(`
    INSERT INTO settings VALUES ('people:setUp', '{"mode":"justMe"}'), ('policies', '{"acts":{"elevationRoles":["owner"]}}')
  `)
