import { useApi } from '../../api/client.ts'
import { nowhere } from '../../actions/nowhere.ts'
import { type Address, go } from '../../stores/address.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import type { Trouble } from './troubleWords.ts'

interface TroubleAction {
  label: string
  /** Why it can't be done; null where it can. */
  refused: string | null
  /** The step that helps. */
  run(): void
  /** Opens what the trouble is about. */
  open(): void
}

/** What can be done about a trouble. */
export function useTroubleAction(trouble: Trouble): TroubleAction {
  const { client } = useApi()
  const mayNotConnect = nowhere('host.connect')
  const open = () => openSubject(trouble)
  switch (trouble.kind) {
    case 'network':
      return {
        label: t('overview.attention.connect'),
        refused: mayNotConnect,
        run: () => {
          client.app.retryAll().catch((error: unknown) => tellError(error))
        },
        open,
      }
    case 'hostBlocked':
      return {
        label: t('overview.attention.answer'),
        refused: null,
        run: () => openDialog({ kind: 'question', hostId: trouble.hostId }),
        open,
      }
    case 'hostDown':
    case 'hostDegraded':
      return {
        label: t('overview.attention.diagnose'),
        refused: null,
        run: () => openDialog({ kind: 'diagnose', hostId: trouble.hostId }),
        open,
      }
    case 'staleData':
      return {
        label: t('overview.attention.connect'),
        refused: mayNotConnect,
        run: () => {
          client.hosts.connect({ hostId: trouble.hostId }).catch((error: unknown) => tellError(error))
        },
        open,
      }
    case 'taskFailed':
      return {
        label: t('overview.attention.tasks'),
        refused: nowhere('task.read'),
        run: () => go({ page: 'activity', query: `subject:"${trouble.machine.replaceAll('"', '')}"` }),
        open,
      }
    default:
      return { label: t('overview.attention.open'), refused: null, run: open, open }
  }
}

const openSubject = (trouble: Trouble): void => go(placeOf(trouble))

/** Where a trouble's subject is shown. */
function placeOf(trouble: Trouble): Partial<Address> {
  switch (trouble.kind) {
    case 'network':
      return { page: 'hosts' }
    case 'machineFailed':
    case 'taskFailed':
      return { page: 'machine', id: trouble.key }
    case 'poolFull':
    case 'poolInactive':
      return { page: 'host', id: trouble.hostId, tab: 'storage' }
    default:
      return { page: 'host', id: trouble.hostId }
  }
}
