import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { RoleId, SessionId } from '../ids.ts'
import { Passphrase, PersonName, PersonSession, SessionState, Strength } from '../models/access.ts'
import { procedure } from './procedure.ts'

const Code = z.string().trim().max(64)
/** After a sign-in: what a browser trades for its cookie, once and soon; null where the shell needs none. */
const SignedIn = z.object({ state: SessionState, ticket: z.string().nullable() })

/** Whoever reaches a shell may call what is open to everyone; nothing here answers with a secret. */
export const session = {
  /** Who is there and what they may do: opens with it, again whenever it changed. */
  watch: procedure('everyone').output(eventIterator(SessionState)),
  state: procedure('everyone').output(SessionState),
  strength: procedure('everyone')
    .input(z.object({ passphrase: z.string().max(1024), name: z.string().max(200).optional() }))
    .output(Strength),
  /** The first choice. `justMe` takes the keychain, or a passphrase, or neither (then no secret is kept). Once only. */
  setUp: procedure('everyone')
    .input(
      z.discriminatedUnion('mode', [
        z.object({
          mode: z.literal('justMe'),
          unlock: z.enum(['keychain', 'passphrase', 'none']),
          passphrase: Passphrase.optional(),
        }),
        z.object({
          mode: z.literal('people'),
          name: PersonName,
          displayName: z.string().max(200),
          passphrase: Passphrase,
        }),
      ]),
    )
    .output(SignedIn.extend({ recoveryKey: z.string().nullable() })),
  /** `signIn.refused` whatever was wrong; `signIn.code` when a second factor is needed; `signIn.delayed` with `data.retryAtMs`. */
  signIn: procedure('everyone')
    .input(z.object({ name: z.string().max(200), passphrase: Passphrase, code: Code.optional() }))
    .output(SignedIn),
  /** Signs in by what the keychain holds; `keychain.empty`, `keychain.unavailable`, or `signIn.code` otherwise. */
  signInByKeychain: procedure('everyone')
    .input(z.object({ code: Code.optional() }).optional())
    .output(SignedIn),
  /** Sets a new passphrase by the printed key and signs in (it stands for the second factor too); the key is worth nothing afterwards and a new one is answered. */
  recover: procedure('everyone')
    .input(z.object({ name: z.string().max(200), recoveryKey: z.string().max(200), passphrase: Passphrase }))
    .output(SignedIn.extend({ recoveryKey: z.string() })),
  lock: procedure('everyone').output(z.object({})),
  signOut: procedure('everyone').output(z.object({})),
  /** A person touched this window: the idle time begins anew. */
  touch: procedure('everyone').output(z.object({})),

  changePassphrase: procedure('settings.own')
    .input(z.object({ old: Passphrase.nullable(), passphrase: Passphrase }))
    .output(z.object({})),
  /** Puts this person's unlock key into the keychain, or takes it out. */
  remember: procedure('settings.own')
    .input(z.object({ on: z.boolean() }))
    .output(z.object({})),
  newRecoveryKey: procedure('settings.own')
    .input(z.object({ passphrase: Passphrase.nullable() }))
    .output(z.object({ recoveryKey: z.string() })),
  /** A fresh seed to be confirmed; the only time that it leaves the core. */
  beginSecondFactor: procedure('settings.own').output(
    z.object({ uri: z.string(), secret: z.string(), qr: z.array(z.array(z.boolean())) }),
  ),
  confirmSecondFactor: procedure('settings.own')
    .input(z.object({ code: Code }))
    .output(z.object({ recoveryCodes: z.array(z.string()) })),
  renewRecoveryCodes: procedure('settings.own')
    .input(z.object({ code: Code }))
    .output(z.object({ recoveryCodes: z.array(z.string()) })),
  removeSecondFactor: procedure('settings.own')
    .input(z.object({ code: Code }))
    .output(z.object({})),

  /** One's own sessions, and everybody's where one holds `session.manage`. */
  list: procedure('settings.own').output(z.array(PersonSession)),
  end: procedure('settings.own')
    .input(z.object({ sessionId: SessionId }))
    .output(z.object({})),

  /** Break-glass: a role for a while, with a reason and the second factor (or the passphrase where there is none). */
  elevate: procedure('settings.own')
    .input(
      z.object({
        roleId: RoleId,
        reason: z.string().trim().min(8).max(500),
        minutes: z.number().int().min(1).max(240),
        code: Code.optional(),
        passphrase: Passphrase.optional(),
      }),
    )
    .output(SessionState),
  endElevation: procedure('settings.own').output(SessionState),
  /** Roles that one may elevate to by policy, in words ready to show. */
  elevations: procedure('settings.own').output(
    z.array(z.object({ roleId: RoleId, name: z.string(), maxMinutes: z.number().int() })),
  ),

  /** From `justMe` to several people and back; nothing is lost. */
  becomePeople: procedure('user.manage', 'installation')
    .input(z.object({ name: PersonName, displayName: z.string().max(200), passphrase: Passphrase }))
    .output(SessionState.extend({ recoveryKey: z.string() })),
  becomeJustMe: procedure('user.manage', 'installation')
    .input(z.object({ unlock: z.enum(['keychain', 'passphrase']) }))
    .output(SessionState),
}
