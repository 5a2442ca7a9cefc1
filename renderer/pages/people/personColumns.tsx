import type { ResourceColumn } from '../../components/table/column.ts'
import {
  ageColumn,
  flagColumn,
  numberColumn,
  stateColumn,
  textColumn,
  textsColumn,
} from '../../components/list/columns.tsx'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import type { GrantRow, GroupRow, PersonRow } from './peopleRows.ts'
import { visible } from '../../components/visible.ts'

/** Whether somebody may sign in, and what they must do first. */
export const personState = ({ person }: PersonRow) =>
  person.disabled
    ? { mark: 'off' as const, word: t('people.person.disabled') }
    : person.mustChangePassphrase
      ? { mark: 'warn' as const, word: t('people.person.must') }
      : { mark: 'running' as const, word: t('people.person.active') }

/** Columns of the people. */
export const personColumns: readonly ResourceColumn<PersonRow>[] = [
  textColumn('name', t('people.person.name'), 150, row => row.person.name, { pinned: true }),
  textColumn('displayName', t('people.person.displayName'), 190, row => row.person.displayName),
  textsColumn('roles', t('people.person.roles'), 180, row => row.roles, {
    field: { type: 'text', value: row => row.roles, name: 'role' },
  }),
  textsColumn('groups', t('people.person.groups'), 180, row => row.groups, {
    field: { type: 'text', value: row => row.groups, name: 'group' },
  }),
  stateColumn('state', t('people.person.state'), 220, personState),
  flagColumn('factor', t('people.person.factor'), 120, row => row.person.secondFactor),
  ageColumn('seenMs', t('people.person.seen'), 134, row => row.person.lastSeenMs),
  ageColumn('passphraseMs', t('people.person.passphrase'), 120, row => row.person.passphraseChangedMs),
]

/** Columns of the groups. */
export const groupColumns: readonly ResourceColumn<GroupRow>[] = [
  textColumn('name', t('people.group.name'), 260, row => row.group.name, { pinned: true }),
  numberColumn('count', t('people.group.count'), 90, row => row.members.length),
  textsColumn('members', t('people.group.members'), 260, row => row.members, {
    cell: row => <bdi>{visible(row.members.join(', ')) || '–'}</bdi>,
    field: { type: 'text', value: row => row.members, name: 'member' },
  }),
  textsColumn('roles', t('people.group.roles'), 200, row => row.roles, {
    field: { type: 'text', value: row => row.roles, name: 'role' },
  }),
]

/** Columns of the grants. */
export const grantColumns: readonly ResourceColumn<GrantRow>[] = [
  textColumn('who', t('people.grant.who'), 170, row => row.who, { pinned: true }),
  textColumn('kind', t('people.grant.kind'), 90, row =>
    t(row.kind === 'person' ? 'people.grant.kindPerson' : 'people.grant.kindGroup'),
  ),
  textColumn('role', t('people.grant.role'), 120, row => row.role),
  textColumn('where', t('people.grant.scope'), 280, row => row.where),
  textColumn(
    'until',
    t('people.grant.until'),
    200,
    row => (row.grant.untilMs === null ? t('people.grant.never') : formatMoment(row.grant.untilMs)),
    { sortValue: row => row.grant.untilMs ?? Number.MAX_SAFE_INTEGER },
  ),
  textColumn('by', t('people.grant.by'), 120, row => row.grant.createdBy),
  ageColumn('sinceMs', t('people.grant.since'), 100, row => row.grant.createdAtMs),
]
