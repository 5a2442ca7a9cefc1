import { IconArrowRight, IconGitCompare } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { actionRights } from '../../../shared/permissions.ts'
import { comparisonOf } from '../../actions/comparison.ts'
import { actionLooks, pressed } from '../../actions/machineActions.ts'
import { nowhere } from '../../actions/nowhere.ts'
import { useActions } from '../../actions/useActions.ts'
import type { ListAction } from '../../components/list/action.ts'
import { go } from '../../stores/address.ts'
import { useSession } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../words/index.ts'

/** Verbs that stand in the selection's bar itself. */
const first: ReadonlySet<string> = new Set(['start', 'shutdown', 'reboot', 'pause', 'resume'])

const keyOf = (key: string | undefined) => (key ? { key } : {})

/** The verbs on machines as actions of a list; the preview, not the list, says which machines they fit. */
export function useMachineListActions(): readonly ListAction<Machine>[] {
  const { request } = useActions()
  const keys = useShortcuts(state => state.keys)
  const rights = useSession(({ state }) => state?.permissions)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the verbs' keys are the person's own, read anew when they change
  return useMemo(
    () => [
      {
        id: 'page',
        label: t('machines.openPage'),
        icon: IconArrowRight,
        ...keyOf(pressed('machinePage')),
        single: true,
        keeps: true,
        run: ([machine]) => {
          if (machine) go({ page: 'machine', id: machine.key })
        },
      },
      {
        id: 'compare',
        label: t('machines.compare'),
        icon: IconGitCompare,
        pair: true,
        keeps: true,
        meaning: t('machines.compareWhy'),
        run: ([one, other]) => {
          if (one && other) go(comparisonOf(one.key, other.key))
        },
      },
      ...actionLooks.map(
        ({ action, label, icon, key, care, meaning }): ListAction<Machine> => ({
          id: action,
          label,
          icon,
          ...keyOf(key),
          ...(care === 'danger' ? { tone: 'danger' } : {}),
          asks: care !== 'safe',
          primary: first.has(action),
          meaning: nowhere(actionRights[action]) ?? meaning,
          ...(nowhere(actionRights[action]) === null ? {} : { fits: () => false }),
          keeps: true,
          run: machines =>
            request(
              action,
              machines.map(machine => machine.key),
            ),
        }),
      ),
    ],
    [request, keys, rights],
  )
}
