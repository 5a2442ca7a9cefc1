import type { ReadableDatabase, Value, WritableDatabase } from '../store/database.ts'

/** What a row that gives rights can be. */
export const factKinds = [
  'person',
  'key',
  'group',
  'member',
  'role',
  'grant',
  'mode',
  'breakGlass',
  'covers',
  'policies',
] as const
export type FactKind = (typeof factKinds)[number]

/** One row that gives rights: what it is, which one, and everything in it that counts. Public keys are hexadecimal. */
export type Fact = readonly [
  kind: FactKind,
  key: readonly string[],
  values: readonly (string | number | null)[],
]

/** Where the facts of a kind lie; of other columns a person may change what is their own. */
interface Place {
  table: string
  key: readonly string[]
  values: readonly string[]
  /** Columns of bytes, read and written as hexadecimal. */
  bytes?: readonly string[]
  where?: string
}

/** Where it is written what is signed beyond people and rights; a folder of before has none. */
export const COVERS_KEY = 'register:covers'

const places: Readonly<Record<Exclude<FactKind, 'breakGlass'>, Place>> = {
  person: {
    table: 'people',
    key: ['id'],
    values: ['name', 'folded', 'display_name', 'created_ms', 'disabled'],
  },
  key: {
    table: 'vault_people',
    key: ['person_id'],
    values: ['public_key', 'created_at_ms'],
    bytes: ['public_key'],
  },
  group: { table: 'person_groups', key: ['id'], values: ['name'] },
  member: { table: 'person_group_members', key: ['group_id', 'person_id'], values: [] },
  role: { table: 'custom_roles', key: ['id'], values: ['name', 'description', 'permissions'] },
  grant: {
    table: 'grants',
    key: ['id'],
    values: ['subject_kind', 'subject_id', 'role_id', 'scope', 'created_at_ms', 'created_by', 'until_ms'],
  },
  /** For one person or several: whether anybody has to sign in. */
  mode: { table: 'settings', key: ['key'], values: ['value'], where: `key = 'people:setUp'` },
  /** Where credentials go, and policies: signed from the first sign-in of an owner on. */
  covers: { table: 'settings', key: ['key'], values: ['value'], where: `key = '${COVERS_KEY}'` },
  /** All of them, where they are covered. */
  policies: {
    table: 'settings',
    key: ['key'],
    values: ['value'],
    where: `key = 'policies' AND EXISTS (SELECT 1 FROM settings WHERE key = '${COVERS_KEY}')`,
  },
}

/** Which roles may be taken for a while is the one thing in the policies that gives rights: in a folder of before, no other is signed. */
const ROLES_PATH = '$.acts.elevationRoles'

/** Every fact as it is stored now, in an order of its own. */
export function readFacts(database: ReadableDatabase): Fact[] {
  return factKinds.flatMap((kind): Fact[] => {
    if (kind === 'breakGlass') {
      const [roles] = database.column<string | null>(
        `SELECT iif(json_valid(value), value -> '${ROLES_PATH}', NULL) FROM settings
         WHERE key = 'policies' AND NOT EXISTS (SELECT 1 FROM settings WHERE key = '${COVERS_KEY}')`,
      )
      return roles === undefined || roles === null || roles === '[]' ? [] : [[kind, [], [roles]]]
    }
    const { table, key, values, bytes = [], where = '1' } = places[kind]
    const columns = [...key, ...values].map(name => (bytes.includes(name) ? `hex(${name})` : name))
    return database
      .rows<(string | number | null)[]>(
        `SELECT ${columns.join()} FROM ${table} WHERE ${where} ORDER BY ${key.join()}`,
      )
      .map(row => [kind, row.slice(0, key.length).map(String), row.slice(key.length)])
  })
}

/** A row that is not as it was signed; `signed` is null where there should be none, `found` where there is none. */
export interface Difference {
  kind: FactKind
  signed: Fact | null
  found: Fact | null
}

const nameOf = ([kind, key]: Fact): string => JSON.stringify([kind, key])

/** What has to be undone to have again what was signed. */
export function differences(signed: readonly Fact[], found: readonly Fact[]): Difference[] {
  // The usual case, and much the quickest: both are in the same order.
  if (JSON.stringify(signed) === JSON.stringify(found)) return []
  const there = new Map(found.map(fact => [nameOf(fact), fact]))
  const wanted = new Set(signed.map(nameOf))
  const changed = signed.flatMap((fact): Difference[] => {
    const other = there.get(nameOf(fact)) ?? null
    return other && JSON.stringify(other) === JSON.stringify(fact)
      ? []
      : [{ kind: fact[0], signed: fact, found: other }]
  })
  const added = found.flatMap((fact): Difference[] =>
    wanted.has(nameOf(fact)) ? [] : [{ kind: fact[0], signed: null, found: fact }],
  )
  return [...changed, ...added]
}

/** Makes the rows what was signed, within the caller's transaction. What a person keeps beside a row stays. */
export function putBack(database: WritableDatabase, wrong: readonly Difference[]): void {
  for (const { signed, found } of wrong) if (found && !signed) remove(database, found)
  // Two names that were swapped must not stand in each other's way.
  for (const { kind, signed, found } of wrong)
    if (kind === 'person' && signed && found)
      database.run('UPDATE people SET folded = ? WHERE id = ?', `\0${signed[1][0]}`, signed[1][0] ?? '')
  for (const { signed, found } of wrong)
    if (signed && found) change(database, signed)
    else if (signed) add(database, signed)
}

function remove(database: WritableDatabase, [kind, key]: Fact): void {
  if (kind === 'breakGlass')
    database.run(
      `UPDATE settings SET value = json_remove(value, '${ROLES_PATH}') WHERE key = 'policies' AND json_valid(value)`,
    )
  else {
    const { table, key: columns } = places[kind]
    database.run(`DELETE FROM ${table} WHERE ${equal(columns, ' AND ')}`, ...key)
  }
}

function change(database: WritableDatabase, fact: Fact): void {
  const [kind, key, values] = fact
  if (kind === 'breakGlass') {
    add(database, fact)
    return
  }
  const { table, key: columns, values: names, bytes = [] } = places[kind]
  database.run(
    `UPDATE ${table} SET ${equal(names, ', ', bytes)} WHERE ${equal(columns, ' AND ')}`,
    ...values,
    ...key,
  )
}

function add(database: WritableDatabase, [kind, key, values]: Fact): void {
  if (kind === 'breakGlass') {
    const roles: Value = values[0] ?? '[]'
    database.run(`INSERT OR IGNORE INTO settings (key, value) VALUES ('policies', '{"acts":{}}')`)
    database.run(
      `UPDATE settings SET value = json_set(iif(json_valid(value), value, '{"acts":{}}'), '${ROLES_PATH}', json(?))
       WHERE key = 'policies'`,
      roles,
    )
    return
  }
  const { table, key: columns, values: names, bytes = [] } = places[kind]
  const all = [...columns, ...names]
  // Of settings there may be a row that the register did not cover so far.
  const orElse = table === 'settings' ? 'REPLACE' : 'IGNORE'
  database.run(
    `INSERT OR ${orElse} INTO ${table} (${all.join()}) VALUES (${all.map(name => bound(name, bytes)).join()})`,
    ...key,
    ...values,
  )
}

const bound = (name: string, bytes: readonly string[]): string => (bytes.includes(name) ? 'unhex(?)' : '?')
const equal = (names: readonly string[], between: string, bytes: readonly string[] = []): string =>
  names.map(name => `${name} = ${bound(name, bytes)}`).join(between)
