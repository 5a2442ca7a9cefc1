import {
  IconHelpCircle,
  IconPencil,
  IconPlugConnected,
  IconPlugConnectedX,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import { hostActions } from '../../actions/hostActions.ts'
import { useApi } from '../../api/client.ts'
import type { ListAction } from '../../components/list/action.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { t } from '../../words/index.ts'
import type { HostRow } from './hostRow.ts'

/** What can be done with hosts of a list, with one or with many. */
export function useHostListActions(): readonly ListAction<HostRow>[] {
  const { client } = useApi()
  return useMemo(
    (): readonly ListAction<HostRow>[] => [
      {
        id: 'answer',
        label: t('hosts.answer'),
        icon: IconHelpCircle,
        asks: true,
        single: true,
        keeps: true,
        fits: ({ host }) => host.state.question !== null,
        run: ([row]) => row && openDialog({ kind: 'question', hostId: row.key }),
      },
      {
        id: 'connect',
        label: t('hosts.connect'),
        icon: IconPlugConnected,
        key: 'c',
        primary: true,
        fits: ({ host }) => hostActions(client, host).canConnect && host.state.question === null,
        run: rows => {
          for (const { host } of rows) hostActions(client, host).connect()
        },
      },
      {
        id: 'disconnect',
        label: t('hosts.disconnect'),
        icon: IconPlugConnectedX,
        primary: true,
        fits: ({ host }) => hostActions(client, host).canDisconnect,
        run: rows => {
          for (const { host } of rows) hostActions(client, host).disconnect()
        },
      },
      {
        id: 'diagnose',
        label: t('hosts.diagnose'),
        icon: IconStethoscope,
        key: 'd',
        primary: true,
        asks: true,
        single: true,
        keeps: true,
        run: ([row]) => row && openDialog({ kind: 'diagnose', hostId: row.key }),
      },
      {
        id: 'edit',
        label: t('hosts.edit'),
        icon: IconPencil,
        key: 'e',
        asks: true,
        single: true,
        keeps: true,
        run: ([row]) => row && openDialog({ kind: 'editHost', hostId: row.key }),
      },
      {
        id: 'remove',
        label: t('hosts.remove'),
        icon: IconTrash,
        tone: 'danger',
        asks: true,
        run: rows => {
          const [first, ...others] = rows.map(row => row.key)
          if (first) openDialog({ kind: 'removeHost', hostId: first, others })
        },
      },
    ],
    [client],
  )
}
