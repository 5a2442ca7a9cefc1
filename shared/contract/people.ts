import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { GrantId, GroupId, HostId, PersonId, RoleId } from '../ids.ts'
import {
  Decision,
  Grant,
  GrantSubject,
  Group,
  Passphrase,
  PermissionName,
  Person,
  PersonName,
  Role,
  Scope,
  Subject,
} from '../models/access.ts'
import { procedure } from './procedure.ts'

/** Everybody, every group, role and grant: small, so it comes whole whenever something changed. */
export const PeopleEvent = z.object({
  people: z.array(Person),
  groups: z.array(Group),
  roles: z.array(Role),
  grants: z.array(Grant),
  /** Those whose site or host is gone, or whose query is none any more: they cover nothing. */
  vanished: z.array(GrantId).optional(),
})
export type PeopleEvent = z.infer<typeof PeopleEvent>

const done = z.object({})

/** What one right comes to for a person: over everything, in some places, or not at all. */
export const EffectiveRight = z.object({
  permission: PermissionName,
  /** Grants that give it, with role, scope and (through a group) the group, in words. */
  by: z.array(
    z.object({ grantId: GrantId, role: z.string(), scope: z.string(), group: z.string().nullable() }),
  ),
  everywhere: z.boolean(),
})
export type EffectiveRight = z.infer<typeof EffectiveRight>

/** Who can do what to one object. */
export const Holder = z.object({ personId: PersonId, name: z.string(), permissions: z.array(PermissionName) })
export type Holder = z.infer<typeof Holder>

/** Why libvirt is opened on a host as it is. */
export const readOnlyReasons = ['configured', 'policy', 'nobodyMay', 'nobodyThere', 'writable'] as const

/** What there is to know of one person's rights on a host. */
export const enforcementNotes = [
  'whileAlone',
  'alwaysReadOnly',
  'untilElevated',
  'onlyHere',
  'beyond',
  'noAccount',
] as const

/** What a host's own rights would stop, and what only this program stops. */
export const HostEnforcement = z.object({
  hostId: HostId,
  host: z.string(),
  /** How it is opened now and why. */
  readOnly: z.boolean(),
  why: z.enum(readOnlyReasons),
  /** The site whose policy opens it read-only. */
  site: z.string().nullable(),
  people: z.array(
    z.object({
      personId: PersonId,
      name: z.string(),
      rights: z.array(PermissionName),
      /** Refused by the daemon itself: the connection is read-only, or is while only such people are there. */
      byHost: z.boolean(),
      notes: z.array(
        z.object({
          code: z.enum(enforcementNotes),
          /** Queries of grants that a rule on the host can't say. */
          queries: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** polkit rule for the host, to copy. */
  polkitRule: z.string(),
  /** sshd_config and authorized_keys restriction, to copy. */
  sshdConfig: z.string(),
})
export type HostEnforcement = z.infer<typeof HostEnforcement>

export const people = {
  watch: procedure('user.read', 'installation').output(eventIterator(PeopleEvent)),
  /** The passphrase given must be changed at the first sign-in. */
  add: procedure('user.manage', 'installation')
    .input(
      z.object({
        name: PersonName,
        displayName: z.string().max(200),
        passphrase: Passphrase,
        groups: z.array(GroupId).max(100),
      }),
    )
    .output(Person),
  update: procedure('user.manage', 'installation')
    .input(
      z.object({
        personId: PersonId,
        name: PersonName.optional(),
        displayName: z.string().max(200).optional(),
        disabled: z.boolean().optional(),
        groups: z.array(GroupId).max(100).optional(),
        /** The groups that the change began from, in any order; `input.outdated` where it is in others now. */
        was: z.array(GroupId).max(100).optional(),
      }),
    )
    .output(Person),
  remove: procedure('user.manage', 'installation')
    .input(z.object({ personId: PersonId }))
    .output(done),
  /** Their secrets stay unknown to whoever resets; sites' keys are sealed to them anew. */
  resetPassphrase: procedure('user.manage', 'installation')
    .input(z.object({ personId: PersonId, passphrase: Passphrase }))
    .output(done),
  resetSecondFactor: procedure('user.manage', 'installation')
    .input(z.object({ personId: PersonId }))
    .output(done),

  addGroup: procedure('user.manage', 'installation')
    .input(z.object({ name: z.string().trim().min(1).max(200) }))
    .output(Group),
  updateGroup: procedure('user.manage', 'installation')
    .input(
      z.object({
        groupId: GroupId,
        name: z.string().trim().min(1).max(200).optional(),
        members: z.array(PersonId).max(10_000).optional(),
        /** The members that the change began from, in any order; `input.outdated` where there are others now. */
        was: z.array(PersonId).max(10_000).optional(),
      }),
    )
    .output(Group),
  removeGroup: procedure('user.manage', 'installation')
    .input(z.object({ groupId: GroupId }))
    .output(done),

  addRole: procedure('user.manage', 'installation')
    .input(Role.pick({ name: true, description: true, permissions: true }))
    .output(Role),
  updateRole: procedure('user.manage', 'installation')
    .input(
      Role.pick({ name: true, description: true, permissions: true }).partial().extend({
        roleId: RoleId,
        /** The rights that the change began from; `input.outdated` where the role has others now. */
        was: Role.shape.permissions.optional(),
      }),
    )
    .output(Role),
  removeRole: procedure('user.manage', 'installation')
    .input(z.object({ roleId: RoleId }))
    .output(done),

  /** Nobody can give what they don't hold themselves. */
  addGrant: procedure('user.manage', 'installation')
    .input(
      z.object({
        subject: GrantSubject,
        roleId: RoleId,
        scope: Scope,
        untilMs: z.number().nullable().optional(),
      }),
    )
    .output(Grant),
  removeGrant: procedure('user.manage', 'installation')
    .input(z.object({ grantId: GrantId }))
    .output(done),
  /** How many objects a scope covers now, with some names; nothing is granted. */
  previewScope: procedure('user.read', 'installation')
    .input(z.object({ scope: Scope }))
    .output(
      z.object({
        sites: z.number().int(),
        hosts: z.number().int(),
        machines: z.number().int(),
        examples: z.array(z.string()),
      }),
    ),

  effective: procedure('user.read', 'installation')
    .input(z.object({ personId: PersonId }))
    .output(z.array(EffectiveRight)),
  /** One's own by default; somebody else's needs `user.read`. */
  why: procedure('app.read')
    .input(z.object({ permission: PermissionName, subject: Subject, personId: PersonId.optional() }))
    .output(Decision),
  who: procedure('user.read', 'installation')
    .input(z.object({ subject: Subject }))
    .output(z.array(Holder)),
  enforcement: procedure('user.read', 'installation').output(z.array(HostEnforcement)),
}
