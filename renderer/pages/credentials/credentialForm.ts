import type { Credential, CredentialSecret } from '../../../shared/contract/credentials.ts'
import { t } from '../../words/index.ts'

export type CredentialKind = Credential['kind']

/** Kinds in the order that the form offers. */
export const credentialKindList = [
  'password',
  'privateKey',
  'passphrase',
  'tlsClient',
] as const satisfies readonly CredentialKind[]

/** What is typed of a secret; dropped when the form closes. */
export interface SecretForm {
  password: string
  passphrase: string
  privateKey: string
  keyPassphrase: string
  certificate: string
}

export const emptySecret: SecretForm = {
  password: '',
  passphrase: '',
  privateKey: '',
  keyPassphrase: '',
  certificate: '',
}

/** A key's text is at most this long. */
export const KEY_MAX = 64_000

/** The secret as the core takes it; null while something is missing. */
export function secretOf(kind: CredentialKind, form: SecretForm): CredentialSecret | null {
  const ownPassphrase = form.keyPassphrase === '' ? {} : { passphrase: form.keyPassphrase }
  switch (kind) {
    case 'password':
      return form.password === '' ? null : { kind, password: form.password }
    case 'passphrase':
      return form.passphrase === '' ? null : { kind, passphrase: form.passphrase }
    case 'privateKey':
      return form.privateKey.trim() === '' ? null : { kind, privateKey: form.privateKey, ...ownPassphrase }
    case 'tlsClient':
      return form.privateKey.trim() === '' || form.certificate.trim() === ''
        ? null
        : { kind, certificate: form.certificate, privateKey: form.privateKey, ...ownPassphrase }
  }
}

/** How a credential fares where it is used. */
export const fareOf = ({
  usable,
  refusedBy,
  usedBy,
  hiddenUsers,
}: Credential): 'unusable' | 'refused' | 'unused' | 'ok' =>
  !usable
    ? 'unusable'
    : refusedBy.length > 0
      ? 'refused'
      : usedBy.length + hiddenUsers === 0
        ? 'unused'
        : 'ok'

/** How something uses a credential: as a site for its hosts, inherited, or by its own choice. */
export const userWords = (user: Credential['usedBy'][number]): string =>
  user.kind === 'site'
    ? t('credentials.panel.site')
    : t(user.inherited ? 'credentials.panel.inherited' : 'credentials.panel.direct')
