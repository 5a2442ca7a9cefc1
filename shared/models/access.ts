import { z } from 'zod'
import { GrantId, GroupId, HostId, MachineKey, PersonId, RoleId, SessionId, SiteId } from '../ids.ts'
import { permissions } from '../permissions.ts'

export const PermissionName = z.enum(permissions)

/** Name that a person signs in with: unique without regard to case. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@ -]*$/u)

/** A passphrase as typed; its strength is the policy's affair. */
export const Passphrase = z.string().min(1).max(1024)

/** Somebody with an account. All times are Unix ms. */
export const Person = z.object({
  id: PersonId,
  name: PersonName,
  displayName: z.string().max(200),
  groups: z.array(GroupId),
  createdAtMs: z.number(),
  lastSeenMs: z.number().nullable(),
  passphraseChangedMs: z.number().nullable(),
  /** May not sign in. */
  disabled: z.boolean(),
  /** Has a TOTP authenticator set up. */
  secondFactor: z.boolean(),
  /** Was given a passphrase by somebody else and must choose an own one first. */
  mustChangePassphrase: z.boolean(),
  /** Holds the Owner role over everything. */
  isOwner: z.boolean(),
})
export type Person = z.infer<typeof Person>

export const Group = z.object({ id: GroupId, name: z.string().min(1).max(200), members: z.array(PersonId) })
export type Group = z.infer<typeof Group>

/** A named set of rights; `permissions` may name parents of the tree. */
export const Role = z.object({
  id: RoleId,
  name: z.string().min(1).max(200),
  description: z.string().max(2000),
  builtIn: z.boolean(),
  permissions: z.array(PermissionName),
})
export type Role = z.infer<typeof Role>

/** Where a grant holds. A query (docs/query.md) is asked at the moment of the act and only ever covers machines. */
export const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everything') }),
  z.object({ kind: z.literal('site'), siteId: SiteId }),
  z.object({ kind: z.literal('host'), hostId: HostId }),
  z.object({ kind: z.literal('query'), query: z.string().min(1).max(4000) }),
])
export type Scope = z.infer<typeof Scope>

export const GrantSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), id: PersonId }),
  z.object({ kind: z.literal('group'), id: GroupId }),
])
export type GrantSubject = z.infer<typeof GrantSubject>

/** Person or group × role × scope; `untilMs` ends it by itself. */
export const Grant = z.object({
  id: GrantId,
  subject: GrantSubject,
  roleId: RoleId,
  scope: Scope,
  createdAtMs: z.number(),
  createdBy: z.string(),
  untilMs: z.number().nullable(),
})
export type Grant = z.infer<typeof Grant>

/** What an act is done to; the widest is the installation itself. */
export const Subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('installation') }),
  z.object({ kind: z.literal('site'), siteId: SiteId }),
  z.object({ kind: z.literal('host'), hostId: HostId }),
  z.object({ kind: z.literal('machine'), key: MachineKey }),
])
export type Subject = z.infer<typeof Subject>

/** A thing of the fleet that has an address of its own. */
export const FleetThing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site'), siteId: SiteId }),
  z.object({ kind: z.literal('host'), hostId: HostId }),
  z.object({ kind: z.literal('machine'), key: MachineKey }),
])
export type FleetThing = z.infer<typeof FleetThing>

/** What a rule is over; a site by its path, a query by its text. Null: gone, or not to be seen by whoever reads it. */
const RulePlace = z.object({
  kind: z.enum(['everything', 'installation', 'site', 'host', 'machine', 'query']),
  name: z.string().nullable(),
  /** Of a machine: its host. */
  host: z.string().nullable().optional(),
})

/** A grant as a rule names it. */
const RuleGrant = z.object({
  role: z.string(),
  /** Break-glass. */
  elevated: z.boolean(),
  scope: RulePlace,
  group: z.string().nullable(),
  vanished: z.boolean(),
})

export const ruleCodes = [
  'granted',
  'notGranted',
  'elsewhere',
  'ownAccount',
  'noPeople',
  'nobody',
  'mustFirst',
] as const

/** What decided, by name, for a window that says it in its own language. */
export const DecisionRule = z.object({
  code: z.enum(ruleCodes),
  person: z.string().nullable(),
  /** What was asked about. */
  what: RulePlace.nullable(),
  /** The grant that allows it. */
  by: RuleGrant.nullable(),
  /** As `nearMisses`. */
  near: z.array(RuleGrant),
})
export type DecisionRule = z.infer<typeof DecisionRule>
export type RulePlace = z.infer<typeof RulePlace>
export type RuleGrant = z.infer<typeof RuleGrant>

/** Which rule decided: the grant that allows, or why none does. */
export const Decision = z.object({
  allowed: z.boolean(),
  permission: PermissionName,
  /** What decided, in words a person can act on. */
  reason: z.string(),
  /** The grant that allows it, with its role; null where none does. */
  grant: Grant.nullable(),
  role: z.string().nullable(),
  /** The person's grants of that right that don't cover the subject, in words. */
  nearMisses: z.array(z.string()),
  rule: DecisionRule,
})
export type Decision = z.infer<typeof Decision>

/** A person's session at one shell. */
export const PersonSession = z.object({
  id: SessionId,
  personId: PersonId,
  person: z.string(),
  shell: z.enum(['desktop', 'headless', 'cli', 'test']),
  /** What the shell says of itself: a browser's words, a terminal. */
  where: z.string().nullable(),
  openedAtMs: z.number(),
  lastSeenMs: z.number(),
  idleUntilMs: z.number(),
  untilMs: z.number(),
  connected: z.boolean(),
  isOwn: z.boolean(),
})
export type PersonSession = z.infer<typeof PersonSession>

/** How the operating system's keychain stands. */
export const KeychainState = z.object({
  available: z.boolean(),
  /** Why it is not, in words; where it is the system’s own refusal, after a colon. */
  reason: z.string().nullable(),
  /** The same by name, for a window that says it in its own language. */
  why: z.enum(['policy', 'shared', 'system']).nullable().optional(),
  /** It holds this person's unlock key. */
  remembersMe: z.boolean(),
})
export type KeychainState = z.infer<typeof KeychainState>

/** What the window needs to know of who is there; carries no secret. */
export const SessionState = z.object({
  /** `none`: nobody has chosen yet; whoever opens the folder is its owner and no secret can be stored. */
  setUp: z.enum(['none', 'justMe', 'people']),
  person: Person.pick({
    id: true,
    name: true,
    displayName: true,
    isOwner: true,
    secondFactor: true,
    mustChangePassphrase: true,
  }).nullable(),
  /** By policy this person has to set up a second factor before anything else. */
  mustSetUpSecondFactor: z.boolean().optional(),
  /** Name of whoever locked this window, to unlock as; null after a sign-out. */
  lockedName: z.string().nullable(),
  /** How the last session at this window ended, where its person did not end it themselves; null otherwise. */
  leftBy: z.enum(['idle', 'expired', 'ended', 'changed', 'disabled', 'removed']).nullable().optional(),
  /** The vault is open: secrets can be used and stored. */
  vaultOpen: z.boolean(),
  keychain: KeychainState,
  /** Every right held somewhere, so that a screen knows what to offer; the core decides each act. */
  permissions: z.array(PermissionName),
  /** Rights held over everything. */
  everywhere: z.array(PermissionName),
  elevation: z
    .object({
      role: z.string(),
      reason: z.string(),
      untilMs: z.number(),
      /** What was left of it when this was told: for a window whose clock is another. */
      leftMs: z.number().optional(),
    })
    .nullable(),
  /** The session locks by itself after this long without a person's input, milliseconds; null for never. */
  idleLockMs: z.number().nullable(),
})
export type SessionState = z.infer<typeof SessionState>

/** How strong a passphrase is, by the installation's policy. */
export const Strength = z.object({
  /** 0 (guessed at once) to 4. */
  score: z.number().int(),
  /** The policy accepts it. */
  enough: z.boolean(),
  warning: z.string().nullable(),
  suggestions: z.array(z.string()),
  /** The same by name, for a window that says it in its own language. */
  hints: z
    .object({
      warning: z.string().nullable(),
      suggestions: z.array(z.string()),
      /** So many characters are asked for; null where it has them. */
      minLength: z.number().int().nullable(),
    })
    .optional(),
})
export type Strength = z.infer<typeof Strength>
