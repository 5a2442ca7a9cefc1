import {
  IconKey,
  IconPencil,
  IconShieldOff,
  IconTrash,
  IconUserCheck,
  IconUserOff,
  IconUsers,
} from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { useApi } from '../../api/client.ts'
import { openRow, useOpenedRow } from '../../components/list/listPlace.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import type { ListAction } from '../../components/list/action.ts'
import { type ListFeed, ListPage } from '../../components/list/ListPage.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { useMayEverywhere } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { PersonDialog, personDraft } from './PersonDialog.tsx'
import { PersonPanel } from './PersonPanel.tsx'
import { calledOf, type PersonRow, personRows } from './peopleRows.ts'
import { personColumns } from './personColumns.tsx'
import { ResetDialog } from './ResetDialog.tsx'
import type { People } from './usePeople.ts'

const copies = [{ label: t('people.person.copyName'), text: (row: PersonRow) => row.person.name }]

type Asked = { kind: 'edit' | 'reset' | 'factor' | 'remove'; rows: readonly PersonRow[] }

/** Everybody with an account, with what can be done about it. */
export function PersonList({ all, feed }: { all: People; feed: ListFeed }) {
  const { client } = useApi()
  const rows = useMemo(() => personRows(all), [all])
  const opened = useOpenedRow()
  const manages = useMayEverywhere('user.manage')
  const [asked, setAsked] = useState<Asked | null>(null)
  useEffect(() => {
    // Being changed when the window was locked.
    const row = rows.find(({ person }) => person.id === personDraft.keptOf())
    if (row) setAsked({ kind: 'edit', rows: [row] })
  }, [rows])
  const actions = useMemo((): readonly ListAction<PersonRow>[] => {
    const asks = (
      id: Asked['kind'],
      label: string,
      icon: ListAction<PersonRow>['icon'],
      more: Partial<ListAction<PersonRow>> = {},
    ): ListAction<PersonRow> => ({
      id,
      label,
      icon,
      asks: true,
      single: true,
      keeps: true,
      run: chosen => setAsked({ kind: id, rows: chosen }),
      ...more,
      fits: row => manages && (more.fits?.(row) ?? true),
    })
    const toggle = (disabled: boolean): ListAction<PersonRow> => ({
      id: disabled ? 'disable' : 'enable',
      label: t(disabled ? 'people.person.disable' : 'people.person.enable'),
      icon: disabled ? IconUserOff : IconUserCheck,
      primary: true,
      fits: row => manages && row.person.disabled !== disabled,
      run: async chosen => {
        for (const { person } of chosen) await client.people.update({ personId: person.id, disabled })
      },
    })
    return [
      asks('edit', t('people.person.edit'), IconPencil, { key: 'e', primary: true }),
      asks('reset', t('people.person.reset'), IconKey, { primary: true }),
      asks('factor', t('people.person.resetFactor'), IconShieldOff, { fits: row => row.person.secondFactor }),
      toggle(true),
      toggle(false),
      asks('remove', t('people.person.remove'), IconTrash, { tone: 'danger', single: false }),
    ]
  }, [client, manages])
  const detail = opened === null ? undefined : rows.find(row => row.key === opened)
  return (
    <>
      <ListPage
        id="people.people"
        label={t('people.people')}
        columns={personColumns}
        rows={rows}
        feed={feed}
        placeholder={t('people.person.example')}
        actions={actions}
        copies={copies}
        opened={opened}
        onOpen={row => openRow(row.key)}
        onCloseDetails={() => openRow(null)}
        details={detail && <PersonPanel row={detail} all={all} onClose={() => openRow(null)} />}
        empty={
          <EmptyState icon={IconUsers} title={t('people.none')}>
            <p>{t('people.noneWhat')}</p>
          </EmptyState>
        }
      />
      {asked && <AskedDialog {...asked} all={all} onClose={() => setAsked(null)} />}
    </>
  )
}

function AskedDialog({ kind, rows, all, onClose }: Asked & { all: People; onClose(): void }) {
  const { client } = useApi()
  const [first] = rows
  if (!first) return null
  const { person } = first
  const name = calledOf(person)
  switch (kind) {
    case 'edit':
      return <PersonDialog all={all} person={person} onClose={onClose} />
    case 'reset':
      return <ResetDialog person={person} onClose={onClose} />
    case 'factor':
      return (
        <ConfirmDialog
          title={t('people.person.resetFactorTitle', { name })}
          act={t('people.person.resetFactor')}
          run={() => client.people.resetSecondFactor({ personId: person.id })}
          onClose={onClose}
        >
          <p>{t('people.person.resetFactorLead')}</p>
        </ConfirmDialog>
      )
    case 'remove':
      return (
        <ConfirmDialog
          title={
            rows.length === 1
              ? t('people.person.removeTitle', { name })
              : t('people.person.removeMany', { count: rows.length })
          }
          act={t('people.person.remove')}
          run={async () => {
            for (const row of rows) await client.people.remove({ personId: row.person.id })
          }}
          onClose={onClose}
        >
          <p>{t('people.person.removeLead')}</p>
        </ConfirmDialog>
      )
  }
}
