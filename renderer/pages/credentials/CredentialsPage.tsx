import { Button } from '@mantine/core'
import { IconKey, IconLock, IconPencil, IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { Credential } from '../../../shared/contract/credentials.ts'
import { useApi } from '../../api/client.ts'
import type { ListAction } from '../../components/list/action.ts'
import { ListHead } from '../../components/list/ListHead.tsx'
import { openRow, useOpenedRow } from '../../components/list/listPlace.ts'
import { ListPage } from '../../components/list/ListPage.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { go } from '../../stores/address.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { useFleet } from '../../stores/fleet.ts'
import { leave, useMay, useMayEverywhere, useSession } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { CredentialDialog } from './CredentialDialog.tsx'
import { CredentialPanel } from './CredentialPanel.tsx'
import { type CredentialRow, credentialColumns } from './columns.tsx'
import { RemoveCredential } from './RemoveCredential.tsx'
import { useCredentials } from './useCredentials.ts'

/** Named credentials: who uses them and how they fare; their secrets are nowhere to be seen. */
export function CredentialsPage() {
  const isNone = useSession(({ state }) => state?.setUp === 'none')
  const vaultOpen = useSession(({ state }) => state?.vaultOpen ?? true)
  const keepsNone = useSession(({ state }) => state?.setUp === 'justMe' && !state.vaultOpen)
  if (isNone) return <NeedsSetUp />
  if (keepsNone) return <KeepsNone />
  return vaultOpen ? <Credentials /> : <Closed />
}

function NeedsSetUp() {
  return (
    <EmptyState
      icon={IconKey}
      title={t('session.setUp.needed')}
      action={<Button onClick={() => openDialog({ kind: 'setUp' })}>{t('session.setUp.cardDo')}</Button>}
    >
      <p>{t('session.setUp.neededWhat')}</p>
      <p>{t('credentials.emptyWhat')}</p>
    </EmptyState>
  )
}

/** Whoever is alone here is let in only with open secrets, unless none are kept. */
function KeepsNone() {
  return (
    <EmptyState
      icon={IconKey}
      title={t('session.setUp.notKept')}
      action={<Button onClick={() => go({ page: 'account' })}>{t('session.account.title')}</Button>}
    >
      <p>{t('session.setUp.notKeptWhat')}</p>
    </EmptyState>
  )
}

function Closed() {
  const { client } = useApi()
  return (
    <EmptyState
      icon={IconLock}
      title={t('credentials.closed.title')}
      action={<Button onClick={() => void leave(client, 'lock')}>{t('credentials.closed.open')}</Button>}
    >
      <p>{t('credentials.closed.what')}</p>
    </EmptyState>
  )
}

type Asked = { kind: 'edit' | 'rotate' | 'remove'; credential: Credential }

function Credentials() {
  const answer = useCredentials()
  const sites = useFleet(fleet => fleet.sites)
  const manages = useMay('credential.manage')
  const seesAll = useMayEverywhere('credential.read')
  const opened = useOpenedRow()
  const [adding, setAdding] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const rows = useMemo(
    () =>
      (answer.value ?? []).map(
        (credential): CredentialRow => ({
          key: credential.id,
          credential,
          site:
            credential.siteId === null
              ? t('credentials.fleet')
              : (sites.find(site => site.id === credential.siteId)?.name ?? t('people.grant.gone')),
        }),
      ),
    [answer.value, sites],
  )
  const actions = useMemo((): readonly ListAction<CredentialRow>[] => {
    const icons = { edit: IconPencil, rotate: IconRefresh, remove: IconTrash }
    return (['edit', 'rotate', 'remove'] as const).map(kind => ({
      id: kind,
      label: t(`credentials.${kind}`),
      icon: icons[kind],
      ...(kind === 'edit' ? { key: 'e' } : {}),
      ...(kind === 'remove' ? { tone: 'danger' as const } : {}),
      asks: true,
      single: true,
      primary: true,
      keeps: true,
      fits: row => manages && row.credential.usable,
      run: ([row]) => row && setAsked({ kind, credential: row.credential }),
    }))
  }, [manages])
  const row = rows.find(each => each.key === opened)
  const refused = rows.filter(each => each.credential.refusedBy.length > 0).length
  const add = (
    <Button
      leftSection={<IconPlus size={14} aria-hidden="true" />}
      disabled={!manages}
      title={manages ? undefined : t('people.why.disabledWhy', { right: t('rights.credential_manage') })}
      onClick={() => setAdding(true)}
    >
      {t('credentials.add')}
    </Button>
  )
  const done = () => {
    setAsked(null)
    setAdding(false)
  }
  return (
    <>
      <ListPage
        id="credentials"
        label={t('credentials.label')}
        columns={credentialColumns}
        rows={rows}
        feed={{ ready: answer.value !== null, error: answer.error }}
        placeholder={t('credentials.example')}
        head={
          <ListHead
            title={t('credentials.title')}
            facts={
              answer.value === null
                ? []
                : [
                    t('credentials.count', { count: rows.length }),
                    ...(refused > 0 ? [t('credentials.refused', { count: refused })] : []),
                  ]
            }
            action={add}
          />
        }
        actions={actions}
        opened={opened}
        onOpen={each => openRow(each.key)}
        onCloseDetails={() => openRow(null)}
        details={row && <CredentialPanel row={row} onClose={() => openRow(null)} />}
        empty={
          <EmptyState
            icon={IconKey}
            title={t(seesAll ? 'credentials.empty' : 'credentials.emptySeen')}
            action={add}
          >
            <p>{t(seesAll ? 'credentials.emptyWhat' : 'credentials.emptySeenWhat')}</p>
          </EmptyState>
        }
      />
      {adding && <CredentialDialog credential={null} secret onDone={done} onClose={() => setAdding(false)} />}
      {asked && asked.kind !== 'remove' && (
        <CredentialDialog
          credential={asked.credential}
          secret={asked.kind === 'rotate'}
          onDone={done}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.kind === 'remove' && <RemoveCredential credential={asked.credential} onClose={done} />}
    </>
  )
}
