import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { RoleId } from '../ids.ts'
import { Policies } from '../models/policies.ts'
import { Zone } from '../models/zone.ts'
import { procedure } from './procedure.ts'

/** What a change of policy can do; the window says each in words. */
export const policyEffectCodes = [
  'secondFactor',
  'secondFactorNobody',
  'passphraseFuture',
  'passphraseOld',
  'passphraseOldNobody',
  'guessDearer',
  'guessCheaper',
  'idle',
  'idleNever',
  'absolute',
  'lockOnSleep',
  'openOnSleep',
  'keychain',
  'noKeychain',
  'watch',
  'watchNot',
  'throttle',
  'keysPinned',
  'keysAsked',
  'readOnly',
  'writable',
  'typed',
  'hoursNone',
  'hoursLater',
  'hoursNow',
  'elevationNone',
  'elevationRoles',
  'elevationMax',
  'exportAny',
  'exportMax',
  'copying',
  'copyingNot',
  'auditForever',
  'auditDays',
  'syslogNone',
  'syslog',
  'syslogOpen',
  'colour',
] as const

/** What a change of policy would do to whom, before it is done. */
export const PolicyEffect = z.object({
  policy: z.string(),
  code: z.enum(policyEffectCodes),
  /** Numbers (minutes, seconds and Unix ms by their names) and names that belong into the words. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  people: z.array(z.string()),
})
export type PolicyEffect = z.infer<typeof PolicyEffect>

/** The part of the policies that every window acts on, whoever sits there. */
export const WindowRules = z.object({
  productionColour: Policies.shape.productionColour,
  /** The window offers to copy; it binds the window only. */
  clipboardAllowed: z.boolean(),
  /** Rows of one export; null for no limit. */
  exportMaxRows: z.number().int().nullable(),
})
export type WindowRules = z.infer<typeof WindowRules>

export const policies = {
  /** What holds for the window, now and after every change. */
  watchWindow: procedure('app.read').output(eventIterator(WindowRules)),
  get: procedure('policy.read').output(
    z.object({
      policies: Policies,
      defaults: Policies,
      /** What break-glass can lend: every role but the Owner's, custom ones too. */
      roles: z.array(z.object({ id: RoleId, name: z.string() })),
      /** The time of the computer that the policies' hours are meant by, when this was answered (Unix ms). */
      clock: z.object({ atMs: z.number(), zone: Zone }),
    }),
  ),
  preview: procedure('policy.manage', 'installation')
    .input(z.object({ policies: Policies }))
    .output(z.array(PolicyEffect)),
  /** `was`: what the change began from; `input.outdated` where that does not hold any more. */
  set: procedure('policy.manage', 'installation')
    .input(z.object({ policies: Policies, was: Policies.optional() }))
    .output(z.object({})),
}
