import { z } from 'zod'
import { Passphrase } from '../models/access.ts'
import { Problem } from '../models/host.ts'
import { procedure } from './procedure.ts'

/** A back-up of the program's own data: one encrypted file. */
export const BackupFile = z.object({
  name: z.string(),
  bytes: z.number(),
  madeAtMs: z.number(),
  automatic: z.boolean(),
  /** Version that made it; null where that can't be read. */
  version: z.string().nullable(),
  /** Why it can't be used, as far as can be seen without its passphrase. */
  problem: Problem.nullable(),
})
export type BackupFile = z.infer<typeof BackupFile>

/** The back-ups of this installation and what is planned with them. */
export const BackupState = z.object({
  /** Where they lie. */
  folder: z.string(),
  /** Newest first. */
  files: z.array(BackupFile),
  /** The daily ones; null while there are none. */
  schedule: z
    .object({
      keep: z.number().int(),
      sinceMs: z.number(),
      /** Why the last one failed; null where it did not. */
      problem: Problem.nullable(),
    })
    .nullable(),
  /** Put in place at the next start. */
  pending: z.object({ name: z.string(), madeAtMs: z.number(), keptAs: z.string() }).nullable(),
})
export type BackupState = z.infer<typeof BackupState>

/** One thing that restoring would change against what is here now; whoever shows it says it. */
export const BackupDifference = z.discriminatedUnion('code', [
  /** Made on another installation: all that is here gives way. */
  z.object({ code: z.literal('otherInstallation') }),
  /** Made by an older version; brought up to this one when it is restored. */
  z.object({ code: z.literal('olderVersion'), version: z.string() }),
  /** What would not be there any more, or be there again; `more` of them are not named. */
  z.object({
    code: z.enum(['gone', 'back']),
    kind: z.enum(['sites', 'hosts', 'people']),
    names: z.array(z.string()),
    more: z.number().int(),
  }),
  z.object({
    code: z.literal('count'),
    kind: z.enum(['machines', 'credentials']),
    now: z.number().int(),
    after: z.number().int(),
  }),
  /** Its people and rights are signed by nobody, are not as signed, or are signed by a key that was never this installation's. */
  z.object({ code: z.enum(['registerNone', 'registerBroken', 'registerForeign']) }),
  /** Rows of people and rights that are not as signed, and would be put back. */
  z.object({ code: z.literal('registerRows'), rows: z.number().int() }),
  /** Signed here, at another version. */
  z.object({ code: z.literal('registerVersion'), now: z.number().int(), after: z.number().int() }),
  /** Passphrases, roles and policies would be those of that time, and everybody has to sign in again. */
  z.object({ code: z.literal('people') }),
])
export type BackupDifference = z.infer<typeof BackupDifference>

/** What a back-up holds, read by opening it. */
export const BackupContents = z.object({
  madeAtMs: z.number(),
  version: z.string(),
  schema: z.number().int(),
  counts: z.object({
    sites: z.number().int(),
    hosts: z.number().int(),
    machines: z.number().int(),
    people: z.number().int(),
    credentials: z.number().int(),
    auditEntries: z.number().int(),
  }),
  /** Against what is here now. */
  differences: z.array(BackupDifference),
})
export type BackupContents = z.infer<typeof BackupContents>

export const backup = {
  list: procedure('backup.run', 'installation').output(BackupState),
  /** Online and consistent; verified by opening it before it is answered. Encrypted with its own passphrase. */
  run: procedure('backup.run', 'installation')
    .input(z.object({ passphrase: Passphrase }))
    .output(BackupFile),
  /** `backup.passphrase`, `backup.damaged` or `backup.future` where it can't be used. */
  preview: procedure('backup.restore', 'installation')
    .input(z.object({ name: z.string().max(300), passphrase: Passphrase }))
    .output(BackupContents),
  /** Is put in place at the next start; what is here now is kept beside it. */
  restore: procedure('backup.restore', 'installation')
    .input(z.object({ name: z.string().max(300), passphrase: Passphrase }))
    .output(z.object({ keptAs: z.string() })),
  /** Takes back a restore that waits for the next start. */
  cancelRestore: procedure('backup.restore', 'installation').output(z.object({})),
  remove: procedure('backup.restore', 'installation')
    .input(z.object({ name: z.string().max(300) }))
    .output(z.object({})),
  /**
   * Daily back-ups: on where a passphrase is given, off where null; the newest `keep` stay. Only the public half of
   * a key is kept, so that making one needs no secret and opening one needs the passphrase.
   */
  schedule: procedure('backup.run', 'installation')
    .input(z.object({ passphrase: Passphrase.nullable(), keep: z.number().int().min(1).max(365) }))
    .output(z.object({})),
}
