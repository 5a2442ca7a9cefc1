import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { CredentialId, HostId, SiteId } from '../ids.ts'
import { procedure } from './procedure.ts'

export const credentialKinds = ['password', 'passphrase', 'privateKey', 'tlsClient'] as const

/** What can be wrong with a credential, as `credential.invalid` names it in its `why`. */
export const credentialFaults = [
  'publicHalf',
  'noKey',
  'encrypted',
  'wrongPassphrase',
  'unreadable',
  'keyType',
  'notAPair',
  'certificateOld',
  'noCertificate',
  'certificateKey',
  'elsewhere',
  'otherSite',
] as const
export type CredentialFault = (typeof credentialFaults)[number]

/** Named, made once, used by name from hosts and sites below its own site; its secret never leaves the core. */
export const Credential = z.object({
  id: CredentialId,
  /** Unique in the installation; what `options.credential` of a host or site says. */
  name: z.string().min(1).max(200),
  kind: z.enum(credentialKinds),
  /** Whose key seals it; null for the whole fleet. */
  siteId: SiteId.nullable(),
  /** SSH user it belongs to; null for whoever the host is reached as. */
  userName: z.string().max(200).nullable(),
  /** `SHA256:…` of a private key, so that it can be recognised. */
  fingerprint: z.string().nullable(),
  createdAtMs: z.number(),
  changedAtMs: z.number(),
  changedBy: z.string(),
  usedBy: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('host'), hostId: HostId, name: z.string(), inherited: z.boolean() }),
      z.object({ kind: z.literal('site'), siteId: SiteId, name: z.string() }),
    ]),
  ),
  /** Hosts and sites that use it and that whoever asks may not see. */
  hiddenUsers: z.number().int().nonnegative(),
  /** Hosts that refused it since it was last changed: it is not tried there again. */
  refusedBy: z.array(z.object({ hostId: HostId, name: z.string(), atMs: z.number() })),
  /** Whoever asks holds the key of its site. */
  usable: z.boolean(),
})
export type Credential = z.infer<typeof Credential>

/** What is typed or imported, once; answers never carry it back. */
export const CredentialSecret = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), password: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('passphrase'), passphrase: z.string().min(1).max(4096) }),
  z.object({
    kind: z.literal('privateKey'),
    /** OpenSSH or PEM text. */
    privateKey: z.string().min(1).max(64_000),
    passphrase: z.string().max(4096).optional(),
  }),
  z.object({
    kind: z.literal('tlsClient'),
    certificate: z.string().min(1).max(64_000),
    privateKey: z.string().min(1).max(64_000),
    passphrase: z.string().max(4096).optional(),
  }),
])
export type CredentialSecret = z.infer<typeof CredentialSecret>

const CredentialName = z.string().trim().min(1).max(200)

export const credentials = {
  list: procedure('credential.read').output(z.array(Credential)),
  /** The same whole, now and after every change of it: of users and of how hosts fare with them too. */
  watch: procedure('credential.read').output(eventIterator(z.array(Credential))),
  add: procedure('credential.manage', { site: 'siteId' })
    .input(
      z.object({
        name: CredentialName,
        siteId: SiteId.nullable(),
        userName: z.string().trim().max(200).nullable(),
        secret: CredentialSecret,
      }),
    )
    .output(Credential),
  /** A new secret is tried at once on every host that uses it. */
  update: procedure('credential.manage', { credential: 'credentialId' })
    .input(
      z.object({
        credentialId: CredentialId,
        name: CredentialName.optional(),
        userName: z.string().trim().max(200).nullable().optional(),
        secret: CredentialSecret.optional(),
      }),
    )
    .output(Credential),
  /** Refused with `credential.used` while something refers to it, unless `force`. */
  remove: procedure('credential.manage', { credential: 'credentialId' })
    .input(z.object({ credentialId: CredentialId, force: z.boolean().optional() }))
    .output(z.object({})),
}
