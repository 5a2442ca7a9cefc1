import type { PeopleEvent } from '../../../shared/contract/people.ts'
import type { Grant, Group, Person, Scope } from '../../../shared/models/access.ts'
import type { FleetState } from '../../stores/fleet.ts'
import { compareNames, readMomentInput } from '../../words/format.ts'
import { scopeWords } from './scopeWords.ts'

/** A person as the list shows them. */
export interface PersonRow {
  key: string
  person: Person
  groups: readonly string[]
  /** Names of the roles that they hold anywhere, also through a group. */
  roles: readonly string[]
}

/** A group as the list shows it. */
export interface GroupRow {
  key: string
  group: Group
  members: readonly string[]
  roles: readonly string[]
}

/** A grant as the list shows it. */
export interface GrantRow {
  key: string
  grant: Grant
  who: string
  kind: 'person' | 'group'
  role: string
  where: string
}

/** How somebody is called. */
export const calledOf = ({ name, displayName }: Pick<Person, 'name' | 'displayName'>): string =>
  displayName || name

const namesOf = (ids: readonly string[], all: readonly { id: string; name: string }[]): string[] =>
  ids.flatMap(id => all.find(each => each.id === id)?.name ?? []).sort(compareNames)

/** Names of the roles that any of these hold, each once. */
function rolesOf(subjects: readonly string[], { grants, roles }: PeopleEvent): string[] {
  const held = grants.filter(grant => subjects.includes(grant.subject.id)).map(grant => grant.roleId)
  return namesOf([...new Set(held)], roles)
}

/** Everybody with their groups and roles. */
export const personRows = (all: PeopleEvent): PersonRow[] =>
  all.people.map(person => ({
    key: person.id,
    person,
    groups: namesOf(person.groups, all.groups),
    roles: rolesOf([person.id, ...person.groups], all),
  }))

/** Every group with its members and roles. */
export const groupRows = (all: PeopleEvent): GroupRow[] =>
  all.groups.map(group => ({
    key: group.id,
    group,
    members: namesOf(group.members, all.people),
    roles: rolesOf([group.id], all),
  }))

/** Every grant in names. */
export function grantRows(all: PeopleEvent, fleet: Pick<FleetState, 'sites' | 'hosts'>): GrantRow[] {
  const named = [...all.people, ...all.groups]
  return all.grants.map(grant => ({
    key: grant.id,
    grant,
    who: namesOf([grant.subject.id], named)[0] ?? grant.subject.id,
    kind: grant.subject.kind,
    role: namesOf([grant.roleId], all.roles)[0] ?? grant.roleId,
    where: scopeWords(grant.scope, fleet),
  }))
}

/** What a grant's form holds. */
export interface GrantForm {
  /** `person:…` or `group:…`; null until chosen. */
  subject: string | null
  roleId: string | null
  kind: Scope['kind']
  siteId: string | null
  hostId: string | null
  query: string
  ends: 'never' | 'day' | 'week' | 'month' | 'at'
  /** As the browser's field writes it, local time. */
  at: string
}

export const emptyGrant: GrantForm = {
  subject: null,
  roleId: null,
  kind: 'everything',
  siteId: null,
  hostId: null,
  query: '',
  ends: 'never',
  at: '',
}

const DAY_MS = 86_400_000
const spans = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const

/** When a grant would end (Unix ms); null for never, undefined where no time was given yet. */
export function endOf(
  { ends, at }: Pick<GrantForm, 'ends' | 'at'>,
  nowMs: number,
): number | null | undefined {
  if (ends === 'never') return null
  if (ends !== 'at') return nowMs + spans[ends]
  const when = readMomentInput(at)
  return Number.isNaN(when) ? undefined : when
}
