import type { PeopleEvent } from '../../../shared/contract/people.ts'
import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { Subject } from '../../../shared/models/access.ts'
import { enforcementOf } from '../access/index.ts'
import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'
import { api, gateOf, type HandlerContext } from './base.ts'
import { listsMustStillBe } from './outdated.ts'
import { conflated } from './streams.ts'

/** Names that a preview tells. */
const EXAMPLES = 20
/** Of those, so that hosts and machines are named too. */
const SITE_EXAMPLES = 5
/** Accounts move with every sign-in; they are told at this pace. */
const PEOPLE_PACE_MS = 500

const everything = { kind: 'installation' } as const
const accessOf = ({ caller }: HandlerContext): Access => caller.seat.access

/** Refuses to speak of what the asker may not read, as of what is not there. */
function requireReadable(core: Core, access: Access, subject: Subject): void {
  const refusal = gateOf(core).unknown(access, 'view', subject, undefined)
  if (refusal) throw refusal
}

function needPerson(core: Core, personId: PersonId): void {
  if (core.people.get(personId)) return
  throw new AppError('name.unknown', 'This person has no account here any more.', { data: { personId } })
}

function everybody(core: Core): PeopleEvent {
  const { access, people } = core
  const vanished = access.grantViews().flatMap(view => (view.vanished ? [view.grant.id] : []))
  return {
    people: people.list(),
    groups: access.groups(),
    roles: access.roles(),
    grants: access.grants(),
    vanished,
  }
}

function watchPeople(core: Core, { caller }: HandlerContext, signal: AbortSignal | undefined) {
  return conflated<PeopleEvent>(caller, signal, {
    paceMs: PEOPLE_PACE_MS,
    subscribe(changed) {
      const stops = [
        core.access.onChange(changed),
        core.people.onChange(changed),
        core.registry.onHost(event => {
          if (event.type !== 'state') changed()
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    snapshot: () => [everybody(core)],
    flush: () => [everybody(core)],
  })
}

/** Handlers of groups, roles and grants, and of what explains them. */
export const accessHandlers = (core: Core) => {
  const { access } = core
  const { people } = api
  return {
    watch: people.watch.handler(({ context, signal }) => watchPeople(core, context, signal)),
    addGroup: people.addGroup.handler(({ input }) => access.addGroup(input.name)),
    updateGroup: people.updateGroup.handler(({ input: { groupId, was, ...change }, context }) => {
      listsMustStillBe(was, () => access.groups().find(({ id }) => id === groupId)?.members)
      return access.updateGroup(accessOf(context), groupId, change)
    }),
    removeGroup: people.removeGroup.handler(({ input, context }) => {
      access.removeGroup(accessOf(context), input.groupId)
      return {}
    }),
    addRole: people.addRole.handler(({ input, context }) => access.addRole(accessOf(context), input)),
    updateRole: people.updateRole.handler(({ input: { roleId, was, ...change }, context }) => {
      listsMustStillBe(was, () => access.role(roleId)?.permissions)
      return access.updateRole(accessOf(context), roleId, change)
    }),
    removeRole: people.removeRole.handler(({ input, context }) => {
      access.removeRole(accessOf(context), input.roleId)
      return {}
    }),
    addGrant: people.addGrant.handler(({ input, context }) => access.addGrant(accessOf(context), input)),
    removeGrant: people.removeGrant.handler(({ input, context }) => {
      access.removeGrant(accessOf(context), input.grantId)
      return {}
    }),
    previewScope: people.previewScope.handler(({ input, context: { view } }) => {
      const covered = access.previewScope(input.scope)
      const hosts = covered.hosts.flatMap(id => view.registry.get(id)?.name ?? [])
      const machines = covered.machines.filter(({ key }) => view.inventory.machine(key))
      const inScope = new Set(covered.sites)
      const sites = view.registry.sites().filter(({ id }) => inScope.has(id))
      const names = [
        ...sites.slice(0, SITE_EXAMPLES).map(({ name }) => name),
        ...hosts,
        ...machines.map(machine => `${machine.host}/${machine.name}`),
      ]
      return {
        sites: sites.length,
        hosts: hosts.length,
        machines: machines.length,
        examples: names.slice(0, EXAMPLES),
      }
    }),
    effective: people.effective.handler(({ input }) => {
      needPerson(core, input.personId)
      return access.effective(input.personId)
    }),
    why: people.why.handler(({ input: { permission, subject, personId }, context }) => {
      const asker = accessOf(context)
      requireReadable(core, asker, subject)
      if (personId === undefined || personId === asker.person?.id) return asker.decide(permission, subject)
      if (!asker.may('user.read', everything))
        throw new AppError('rights.denied', 'What others may do is for those who hold “user.read”.', {
          next: 'Ask an owner of this installation for it.',
          data: { permission: 'user.read', procedure: 'people.why' },
        })
      needPerson(core, personId)
      return access.accessOf(personId).decide(permission, subject)
    }),
    who: people.who.handler(({ input: { subject }, context }) => {
      requireReadable(core, accessOf(context), subject)
      return access.who(subject)
    }),
    enforcement: people.enforcement.handler(({ context: { view } }) => enforcementOf(core, view)),
  }
}
