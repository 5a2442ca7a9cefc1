import { z } from 'zod'
import type { GrantId, GroupId, PersonId, RoleId } from '../../../shared/ids.ts'
import { type Grant, type Group, PermissionName, type Role, Scope } from '../../../shared/models/access.ts'
import { builtInRoles } from '../../../shared/roles.ts'
import type { WritableDatabase } from '../store/index.ts'

/** Everything that is stored of rights; small, so it is read whole. */
export interface AccessData {
  readonly groups: readonly Group[]
  /** Built-in ones first. */
  readonly roles: readonly Role[]
  readonly grants: readonly Grant[]
}

interface GrantRow {
  id: GrantId
  subject_kind: 'person' | 'group'
  subject_id: string
  role_id: RoleId
  scope: string
  created_at_ms: number
  created_by: string
  until_ms: number | null
}

const Permissions = z.array(z.string())

/** A right that this program does not know (any more) is left out: it gives nothing. */
const known = (text: string) =>
  Permissions.parse(JSON.parse(text)).flatMap(each => PermissionName.safeParse(each).data ?? [])

/** Reads groups, roles and grants. A grant whose scope can't be read is left out: it covers nothing. */
export function readAccess(database: WritableDatabase): AccessData {
  const members = Map.groupBy(
    database.all<{ group_id: GroupId; person_id: PersonId }>(
      'SELECT group_id, person_id FROM person_group_members',
    ),
    row => row.group_id,
  )
  const groups = database
    .all<{ id: GroupId; name: string }>('SELECT id, name FROM person_groups ORDER BY name COLLATE NOCASE, id')
    .map(({ id, name }) => ({ id, name, members: (members.get(id) ?? []).map(row => row.person_id) }))
  const custom = database
    .all<{ id: RoleId; name: string; description: string; permissions: string }>(
      'SELECT * FROM custom_roles ORDER BY name COLLATE NOCASE, id',
    )
    .map(row => ({ ...row, builtIn: false, permissions: known(row.permissions) }))
  const grants = database
    .all<GrantRow>('SELECT * FROM grants ORDER BY created_at_ms, id')
    .flatMap((row): Grant[] => {
      const scope = Scope.safeParse(JSON.parse(row.scope))
      if (!scope.success) return []
      const subject =
        row.subject_kind === 'person'
          ? { kind: 'person' as const, id: row.subject_id as PersonId }
          : { kind: 'group' as const, id: row.subject_id as GroupId }
      return [
        {
          id: row.id,
          subject,
          roleId: row.role_id,
          scope: scope.data,
          createdAtMs: row.created_at_ms,
          createdBy: row.created_by,
          untilMs: row.until_ms,
        },
      ]
    })
  return { groups, roles: [...builtInRoles, ...custom], grants }
}

/** Stores exactly these groups, custom roles and grants; rows that are as stored cost no write. */
export function writeAccess(database: WritableDatabase, before: AccessData, after: AccessData): void {
  database.durable(() => {
    for (const grant of missing(before.grants, after.grants))
      database.run('DELETE FROM grants WHERE id = ?', grant.id)
    for (const role of missing(before.roles, after.roles))
      database.run('DELETE FROM custom_roles WHERE id = ?', role.id)
    for (const group of missing(before.groups, after.groups))
      database.run('DELETE FROM person_groups WHERE id = ?', group.id)
    for (const group of fresh(before.groups, after.groups)) writeGroup(database, group)
    for (const role of fresh(before.roles, after.roles)) writeRole(database, role)
    for (const grant of fresh(before.grants, after.grants)) writeGrant(database, grant)
  })
}

const missing = <T extends { id: string }>(before: readonly T[], after: readonly T[]): T[] => {
  const there = new Set(after.map(({ id }) => id))
  return before.filter(({ id }) => !there.has(id))
}
const fresh = <T>(before: readonly T[], after: readonly T[]): T[] => {
  const there = new Set(before)
  return after.filter(each => !there.has(each))
}

function writeGroup(database: WritableDatabase, { id, name, members }: Group): void {
  database.run(
    'INSERT INTO person_groups (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name',
    id,
    name,
  )
  database.run('DELETE FROM person_group_members WHERE group_id = ?', id)
  for (const person of members)
    database.run('INSERT INTO person_group_members (group_id, person_id) VALUES (?, ?)', id, person)
}

function writeRole(database: WritableDatabase, { id, name, description, permissions }: Role): void {
  database.run(
    `INSERT INTO custom_roles (id, name, description, permissions) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
       permissions = excluded.permissions`,
    id,
    name,
    description,
    JSON.stringify(permissions),
  )
}

function writeGrant(database: WritableDatabase, grant: Grant): void {
  database.run(
    `INSERT INTO grants (id, subject_kind, subject_id, role_id, scope, created_at_ms, created_by, until_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    grant.id,
    grant.subject.kind,
    grant.subject.id,
    grant.roleId,
    JSON.stringify(grant.scope),
    grant.createdAtMs,
    grant.createdBy,
    grant.untilMs,
  )
}
