import { useMemo } from 'react'
import type { MachineKey } from '../../shared/ids.ts'
import { hostActions } from '../actions/hostActions.ts'
import { actionLooks } from '../actions/machineActions.ts'
import { useActions } from '../actions/useActions.ts'
import { useApi } from '../api/client.ts'
import { hostLook } from '../components/hostState.ts'
import { stateWord } from '../components/StateBadge.tsx'
import { go, useAddress } from '../stores/address.ts'
import { useChosen } from '../stores/chosen.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { tellError } from '../stores/toasts.ts'
import { setView, useView } from '../stores/view.ts'
import type { PaletteEntry } from './palette.ts'

/** Everything that can be reached or done now: read once when the palette opens. */
export function usePaletteEntries(): PaletteEntry[] {
  const { client } = useApi()
  const { request } = useActions()
  return useMemo(() => {
    const { byKey } = useMachines.getState()
    const { hosts } = useFleet.getState()
    const entry = (
      group: PaletteEntry['group'],
      label: string,
      detail: string,
      run: () => void,
      key = label,
    ): PaletteEntry => ({
      key: `${group}:${key}`,
      group,
      label,
      detail,
      run,
    })
    const { chosen, active } = useChosen.getState().selection
    const opened = useAddress.getState().machine
    const only = opened ?? (active as MachineKey | null)
    const keys = chosen.size > 0 ? ([...chosen] as MachineKey[]) : only ? [only] : []
    const subject =
      keys.length === 1 && keys[0] ? (byKey.get(keys[0])?.name ?? '') : `${keys.length} chosen machines`
    const verbs =
      keys.length === 0
        ? []
        : actionLooks.map(({ action, label, meaning }) =>
            entry('Actions', `${label} ${subject}`, meaning, () => request(action, keys), action),
          )
    const { theme, dockOpen } = useView.getState()
    return [
      ...verbs,
      entry('Actions', 'Add host', '', () => openDialog({ kind: 'addHost' })),
      entry('Actions', 'New site', '', () => openDialog({ kind: 'site', siteId: null })),
      entry('Actions', 'Retry every host', '', () => {
        client.app.retryAll().catch((error: unknown) => tellError(error))
      }),
      entry('Actions', 'Show all machines', '', () =>
        go({ page: 'machines', scope: { kind: 'fleet' }, query: '' }),
      ),
      entry('Actions', theme === 'light' ? 'Dark theme' : 'Light theme', '', () =>
        setView({ theme: theme === 'light' ? 'dark' : 'light' }),
      ),
      entry('Actions', dockOpen ? 'Hide tasks and events' : 'Show tasks and events', '', () =>
        setView({ dockOpen: !dockOpen }),
      ),
      entry('Actions', 'Keyboard shortcuts', '', () => openDialog({ kind: 'shortcuts' })),
      ...[...hosts.values()].flatMap(host => {
        const { id, name } = host.record
        const actions = hostActions(client, host)
        return [
          entry('Hosts', name, hostLook(host.state).word, () => go({ page: 'host', id }), id),
          ...(host.state.question
            ? [
                entry(
                  'Actions',
                  `Answer ${name}`,
                  'it waits for a person',
                  () => openDialog({ kind: 'question', hostId: id }),
                  `answer ${id}`,
                ),
              ]
            : []),
          ...(actions.canConnect
            ? [entry('Actions', `Connect ${name}`, '', actions.connect, `connect ${id}`)]
            : []),
          ...(actions.canDisconnect
            ? [entry('Actions', `Disconnect ${name}`, '', actions.disconnect, `disconnect ${id}`)]
            : []),
          entry(
            'Actions',
            `Diagnose ${name}`,
            '',
            () => openDialog({ kind: 'diagnose', hostId: id }),
            `diagnose ${id}`,
          ),
        ]
      }),
      ...[...byKey.values()].map(machine =>
        entry(
          'Machines',
          machine.name,
          `${stateWord(machine.state)} on ${machine.host}`,
          () => go({ page: 'machine', id: machine.key }),
          machine.key,
        ),
      ),
    ]
  }, [client, request])
}
