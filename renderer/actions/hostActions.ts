import type { HostView } from '../../shared/models/host.ts'
import type { CoreClient } from '../api/client.ts'
import { tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'

/** What may be asked of a host's session in its present state; failures are told. */
export function hostActions(client: CoreClient, { record, state }: HostView) {
  const { id: hostId, name } = record
  return {
    canConnect: state.phase === 'disconnected' || state.phase === 'waiting' || state.phase === 'blocked',
    canDisconnect: state.phase !== 'disconnected',
    connect: () => {
      client.hosts
        .connect({ hostId })
        .catch((error: unknown) => tellError(error, t('frame.toast.notConnected', { name })))
    },
    disconnect: () => {
      client.hosts
        .disconnect({ hostId })
        .catch((error: unknown) => tellError(error, t('frame.toast.notDisconnected', { name })))
    },
  }
}
