import type { Credential } from '../../../shared/contract/credentials.ts'
import { ageColumn, stateColumn, textColumn, textsColumn } from '../../components/list/columns.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { t } from '../../words/index.ts'
import { fareOf } from './credentialForm.ts'

/** A credential as the list shows it. */
export interface CredentialRow {
  key: string
  credential: Credential
  /** Name of the site that it belongs to. */
  site: string
}

const marks = { ok: 'running', refused: 'bad', unused: 'off', unusable: 'stale' } as const

/** How a credential fares, as sign and word. */
export const fareLook = ({ credential }: CredentialRow) => {
  const fare = fareOf(credential)
  const hosts = credential.refusedBy.map(each => each.name).join(', ')
  const word = t(`credentials.state.${fare}`)
  return { mark: marks[fare], word: fare === 'refused' ? `${word}: ${hosts}` : word }
}

/** Columns of the credentials. */
export const credentialColumns: readonly ResourceColumn<CredentialRow>[] = [
  textColumn('name', t('credentials.column.name'), 200, row => row.credential.name, { pinned: true }),
  textColumn('kind', t('credentials.column.kind'), 170, row => t(`credentials.kinds.${row.credential.kind}`)),
  stateColumn('state', t('credentials.column.state'), 220, fareLook),
  textColumn('site', t('credentials.column.site'), 120, row => row.site),
  textColumn('user', t('credentials.column.user'), 110, row => row.credential.userName),
  textsColumn('used', t('credentials.column.used'), 150, row => row.credential.usedBy.map(each => each.name)),
  ageColumn('changedAtMs', t('credentials.column.changed'), 100, row => row.credential.changedAtMs),
  textColumn('by', t('credentials.column.by'), 110, row => row.credential.changedBy),
  textColumn('fingerprint', t('credentials.column.fingerprint'), 200, row => row.credential.fingerprint, {
    optional: true,
  }),
]
