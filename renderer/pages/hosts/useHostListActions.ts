import {
  IconHelpCircle,
  IconPencil,
  IconPlugConnected,
  IconPlugConnectedX,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import { nowhere } from '../../actions/nowhere.ts'
import { hostActions } from '../../actions/hostActions.ts'
import { useApi } from '../../api/client.ts'
import type { ListAction } from '../../components/list/action.ts'
import { useSession } from '../../stores/session.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { t } from '../../words/index.ts'
import type { HostRow } from './hostRow.ts'

/** What can be done with hosts of a list, with one or with many. */
export function useHostListActions(): readonly ListAction<HostRow>[] {
  const { client } = useApi()
  const rights = useSession(({ state }) => state?.permissions)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what one may do is read anew when one's rights change
  return useMemo(
    (): readonly ListAction<HostRow>[] => [
      {
        id: 'answer',
        label: t('hosts.answer'),
        icon: IconHelpCircle,
        asks: true,
        single: true,
        keeps: true,
        fits: ({ host }) => nowhere('host.answer') === null && host.state.question !== null,
        run: ([row]) => row && openDialog({ kind: 'question', hostId: row.key }),
      },
      {
        id: 'connect',
        label: t('hosts.connect'),
        icon: IconPlugConnected,
        key: 'c',
        primary: true,
        fits: ({ host }) =>
          nowhere('host.connect') === null &&
          hostActions(client, host).canConnect &&
          host.state.question === null,
        run: rows => {
          for (const { host } of rows) hostActions(client, host).connect()
        },
      },
      {
        id: 'disconnect',
        label: t('hosts.disconnect'),
        icon: IconPlugConnectedX,
        primary: true,
        fits: ({ host }) => nowhere('host.connect') === null && hostActions(client, host).canDisconnect,
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
        fits: () => nowhere('host.manage') === null,
        ...(nowhere('host.manage') === null ? {} : { meaning: nowhere('host.manage') ?? '' }),
        run: ([row]) => row && openDialog({ kind: 'editHost', hostId: row.key }),
      },
      {
        id: 'remove',
        label: t('hosts.remove'),
        icon: IconTrash,
        tone: 'danger',
        asks: true,
        fits: () => nowhere('host.manage') === null,
        ...(nowhere('host.manage') === null ? {} : { meaning: nowhere('host.manage') ?? '' }),
        run: rows => {
          const [first, ...others] = rows.map(row => row.key)
          if (first) openDialog({ kind: 'removeHost', hostId: first, others })
        },
      },
    ],
    [client, rights],
  )
}
