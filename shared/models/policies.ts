import { z } from 'zod'
import { SyslogAddress } from './syslog.ts'
import { RoleId, SiteId } from '../ids.ts'

const Minutes = z.number().int().min(1).max(10_080)

/** A window of the week in which dangerous acts are refused; times of this computer's zone, minutes of the day. */
export const ForbiddenHours = z.object({
  /** 0 is Sunday. */
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  fromMinute: z.number().int().min(0).max(1439),
  /** Before `fromMinute`: over midnight. */
  toMinute: z.number().int().min(0).max(1439),
  /** Everywhere where null. */
  siteId: SiteId.nullable(),
})
export type ForbiddenHours = z.infer<typeof ForbiddenHours>

/** Everything that binds all people of an installation; what is absent takes its default. */
export const Policies = z.object({
  passphrase: z
    .object({
      /** zxcvbn's score, 0 to 4. */
      minScore: z.number().int().min(0).max(4).default(3),
      minLength: z.number().int().min(8).max(128).default(12),
      /** Days after which a new one is asked for; null for never. */
      maxAgeDays: z.number().int().min(1).max(3650).nullable().default(null),
      /** Argon2id memory in KiB, never below 65,536, and passes, never below 3. */
      argonMemoryKib: z.number().int().min(65_536).max(1_048_576).default(65_536),
      argonPasses: z.number().int().min(3).max(16).default(3),
    })
    .prefault({}),
  secondFactor: z.object({ required: z.enum(['never', 'owners', 'everyone']).default('never') }).prefault({}),
  session: z
    .object({
      /** Null: never by itself. */
      idleLockMinutes: Minutes.nullable().default(15),
      absoluteMinutes: Minutes.default(720),
      lockOnSleep: z.boolean().default(true),
      /** The keychain may hold an unlock key. */
      keychainAllowed: z.boolean().default(true),
      /** Hosts stay connected and watched while nobody is signed in. */
      watchWhileLocked: z.boolean().default(true),
    })
    .prefault({}),
  throttle: z
    .object({
      /** Wrong tries before waiting begins; each further one doubles the wait. */
      freeTries: z.number().int().min(0).max(10).default(3),
      firstDelaySeconds: z.number().int().min(1).max(60).default(2),
      maxDelaySeconds: z.number().int().min(10).max(86_400).default(900),
    })
    .prefault({}),
  hosts: z
    .object({
      /** `ask`: a new key is shown; `pinnedOnly`: refused unless its fingerprint was given beforehand. */
      newHostKeys: z.enum(['ask', 'pinnedOnly']).default('ask'),
      /** Sites opened read-only; a timed elevation lifts it. */
      readOnlySites: z.array(SiteId).max(1000).default([]),
    })
    .prefault({}),
  acts: z
    .object({
      /** Where a destructive act needs the machine's name typed. */
      typedConfirmation: z
        .object({
          everywhere: z.boolean().default(false),
          productionSites: z.boolean().default(true),
          siteIds: z.array(SiteId).max(1000).default([]),
          tags: z.array(z.string().min(1).max(100)).max(100).default([]),
        })
        .prefault({}),
      forbiddenHours: z.array(ForbiddenHours).max(50).default([]),
      /** Roles that may be taken for a while by break-glass. */
      elevationRoles: z.array(RoleId).max(50).default([]),
      elevationMaxMinutes: z.number().int().min(1).max(240).default(60),
    })
    .prefault({}),
  data: z
    .object({
      /** Rows of one export; null for no limit. */
      exportMaxRows: z.number().int().min(1).max(10_000_000).nullable().default(null),
      clipboardAllowed: z.boolean().default(true),
      auditDays: z.number().int().min(30).max(36_500).nullable().default(365),
      /** `udp://host[:port]` or `tls://host[:port]`; null for none. */
      syslog: SyslogAddress.nullable().default(null),
    })
    .prefault({}),
  /** Colour of production sites' stripe. */
  productionColour: z.enum(['red', 'orange', 'violet']).default('red'),
})
export type Policies = z.infer<typeof Policies>

/** What holds before anybody changed anything. */
export const defaultPolicies: Policies = Policies.parse({})
