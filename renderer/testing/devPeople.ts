import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'
import type { GroupId, PersonId, RoleId } from '../../shared/ids.ts'
import type { Decision, Scope } from '../../shared/models/access.ts'
import type { Site } from '../../shared/models/host.ts'
import { covers, permissions } from '../../shared/permissions.ts'
import type { DevCore } from './devCore.ts'
import { sites } from './fleetData.ts'

const os = implement(contract, { initialOutputValidationIndex: Number.NaN })

const scopeWords = (scope: Scope): string =>
  scope.kind === 'query' ? `machines ${scope.query}` : scope.kind === 'everything' ? 'everything' : scope.kind

/** People, groups, roles and grants, in memory. */
export function devPeople(core: DevCore) {
  const { people } = core
  const told = <T>(answer: T): T => {
    people.tell()
    return answer
  }
  const needs = () => {
    if (!people.rightsOf(people.current).includes('user.read'))
      throw new AppError('rights.denied', 'You may not see people.', {
        next: 'Ask an owner for the right “user.read”.',
      })
  }
  const holding = (who: PersonId) => {
    const groups = people.groups.filter(group => group.members.includes(who))
    return people.grants.flatMap(grant => {
      const group = groups.find(each => each.id === grant.subject.id)
      return grant.subject.id === who || group ? [{ grant, group: group?.name ?? null }] : []
    })
  }
  const regroup = (who: PersonId, wanted: readonly GroupId[]) => {
    people.groups = people.groups.map(group => ({
      ...group,
      members: [...group.members.filter(each => each !== who), ...(wanted.includes(group.id) ? [who] : [])],
    }))
  }
  const snapshot = () => ({
    people: people.people,
    groups: people.groups,
    roles: people.roles,
    grants: people.grants,
  })
  async function* watch(signal: AbortSignal | undefined) {
    const changes = people.bus.subscribe('people', signal ? { signal } : {})
    yield snapshot()
    for await (const _ of changes) yield snapshot()
  }
  return {
    watch: os.people.watch.handler(({ signal }) => {
      needs()
      return watch(signal)
    }),
    add: os.people.add.handler(({ input }) => {
      const made = people.addPerson(input.name, input.displayName, input.passphrase, {
        groups: input.groups,
        mustChangePassphrase: true,
      })
      regroup(made.id, input.groups)
      return told(made)
    }),
    update: os.people.update.handler(({ input: { personId, ...part } }) => {
      const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
      if (part.groups) regroup(personId, part.groups)
      return told(people.changePerson(personId, given))
    }),
    remove: os.people.remove.handler(({ input }) => {
      const owners = people.people.filter(each => each.isOwner)
      if (owners.length === 1 && owners[0]?.id === input.personId)
        throw new AppError('owner.last', 'The last owner cannot be removed.', {
          next: 'Make another owner first.',
        })
      people.people = people.people.filter(each => each.id !== input.personId)
      people.grants = people.grants.filter(grant => grant.subject.id !== input.personId)
      return told({})
    }),
    resetPassphrase: os.people.resetPassphrase.handler(({ input }) => {
      people.passphrases.set(input.personId, input.passphrase)
      people.changePerson(input.personId, { mustChangePassphrase: true })
      return told({})
    }),
    resetSecondFactor: os.people.resetSecondFactor.handler(({ input }) => {
      people.changePerson(input.personId, { secondFactor: false })
      return told({})
    }),
    addGroup: os.people.addGroup.handler(({ input }) => {
      const group = { id: crypto.randomUUID() as GroupId, name: input.name, members: [] }
      people.groups = [...people.groups, group]
      return told(group)
    }),
    updateGroup: os.people.updateGroup.handler(({ input: { groupId, name, members } }) => {
      const before = people.groups.find(group => group.id === groupId)
      if (!before) throw new AppError('input.invalid', 'No such group.')
      const next = { ...before, name: name ?? before.name, members: members ?? before.members }
      people.groups = people.groups.map(group => (group.id === groupId ? next : group))
      people.people = people.people.map(each => ({
        ...each,
        groups: people.groups.filter(group => group.members.includes(each.id)).map(group => group.id),
      }))
      return told(next)
    }),
    removeGroup: os.people.removeGroup.handler(({ input }) => {
      people.groups = people.groups.filter(group => group.id !== input.groupId)
      return told({})
    }),
    addRole: os.people.addRole.handler(({ input }) => {
      const role = { ...input, id: crypto.randomUUID() as RoleId, builtIn: false }
      people.roles = [...people.roles, role]
      return told(role)
    }),
    updateRole: os.people.updateRole.handler(({ input: { roleId, ...part } }) => {
      const before = people.role(roleId)
      const next = {
        ...before,
        name: part.name ?? before.name,
        description: part.description ?? before.description,
        permissions: part.permissions ?? before.permissions,
      }
      people.roles = people.roles.map(role => (role.id === roleId ? next : role))
      return told(next)
    }),
    removeRole: os.people.removeRole.handler(({ input }) => {
      if (people.grants.some(grant => grant.roleId === input.roleId))
        throw new AppError('role.used', 'Somebody holds that role.', { next: 'Take its grants away first.' })
      people.roles = people.roles.filter(role => role.id !== input.roleId)
      return told({})
    }),
    addGrant: os.people.addGrant.handler(({ input }) =>
      told(people.grant(input.subject, input.roleId, input.scope, input.untilMs ?? null)),
    ),
    removeGrant: os.people.removeGrant.handler(({ input }) => {
      people.grants = people.grants.filter(grant => grant.id !== input.grantId)
      return told({})
    }),
    previewScope: os.people.previewScope.handler(({ input: { scope } }) => {
      const all = [...core.machines.values()]
      const found =
        scope.kind === 'everything'
          ? all
          : all.filter(machine =>
              scope.kind === 'site'
                ? machine.siteId === scope.siteId
                : scope.kind === 'host'
                  ? machine.hostId === scope.hostId
                  : machine.name.includes(scope.query.replace(/^name:|\*$/g, '')),
            )
      const sitesIn = (siteId: Site['id']): number =>
        sites.reduce((count, site) => count + (site.parentId === siteId ? sitesIn(site.id) : 0), 1)
      return {
        sites: scope.kind === 'everything' ? sites.length : scope.kind === 'site' ? sitesIn(scope.siteId) : 0,
        hosts: scope.kind === 'query' ? 0 : new Set(found.map(machine => machine.hostId)).size,
        machines: found.length,
        examples: found.slice(0, 5).map(machine => machine.name),
      }
    }),
    effective: os.people.effective.handler(({ input }) =>
      permissions
        .map(permission => ({
          permission,
          everywhere: people.rightsOf(input.personId, true).includes(permission),
          by: holding(input.personId)
            .filter(({ grant }) =>
              people.role(grant.roleId).permissions.some(each => covers(each, permission)),
            )
            .map(({ grant, group }) => ({
              grantId: grant.id,
              role: people.role(grant.roleId).name,
              scope: scopeWords(grant.scope),
              group,
            })),
        }))
        .filter(({ by }) => by.length > 0),
    ),
    why: os.people.why.handler(({ input }): Decision => {
      const who = input.personId ?? people.current
      const allowed = people.rightsOf(who, true).includes(input.permission)
      const near = who === null ? [] : holding(who)
      const grant = allowed ? (near[0]?.grant ?? null) : null
      return {
        allowed,
        permission: input.permission,
        reason: allowed
          ? 'The role Owner over everything gives it.'
          : 'No grant of this person gives that right here.',
        grant,
        role: grant ? people.role(grant.roleId).name : null,
        nearMisses: allowed
          ? []
          : near.map(({ grant: each }) => `${people.role(each.roleId).name} on ${scopeWords(each.scope)}`),
        rule: {
          code: allowed ? 'granted' : near.length > 0 ? 'elsewhere' : 'notGranted',
          person: people.people.find(({ id }) => id === who)?.name ?? null,
          what: { kind: input.subject.kind, name: null },
          by: allowed
            ? {
                role: 'Owner',
                elevated: false,
                scope: { kind: 'everything', name: null },
                group: null,
                vanished: false,
              }
            : null,
          near: [],
        },
      }
    }),
    who: os.people.who.handler(() => {
      needs()
      return people.people
        .map(person => ({ personId: person.id, name: person.name, permissions: people.rightsOf(person.id) }))
        .filter(holder => holder.permissions.length > 0)
    }),
    enforcement: os.people.enforcement.handler(() =>
      [...core.hosts.values()].map(({ record }, index) => ({
        hostId: record.id,
        host: record.name,
        readOnly: index % 3 === 2,
        why: index % 3 === 2 ? ('policy' as const) : ('writable' as const),
        site: index % 3 === 2 ? 'Frankfurt' : null,
        people: people.people.slice(0, 3).map(person => ({
          personId: person.id,
          name: person.name,
          rights: person.isOwner
            ? (['domain', 'storage'] as const).slice()
            : (['domain.read'] as const).slice(),
          byHost: index % 3 === 2 && !person.isOwner,
          notes: [
            { code: index % 3 === 2 ? ('untilElevated' as const) : ('onlyHere' as const), queries: [] },
            ...(person.isOwner ? [] : [{ code: 'beyond' as const, queries: ['tag:qa'] }]),
          ],
        })),
        polkitRule:
          'polkit.addRule(function (action, subject) {\n  if (action.id === "org.libvirt.unix.manage" && subject.user === "novacron-ro")\n    return polkit.Result.NO\n})\n',
        sshdConfig: 'Match User novacron-ro\n  AllowTcpForwarding no\n  PermitTTY no\n',
      })),
    ),
  }
}
