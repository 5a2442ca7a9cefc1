import {
  IconBolt,
  IconDeviceFloppy,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconPower,
  IconRefresh,
  IconRefreshAlert,
  IconRotateClockwise2,
  IconRotateClockwise,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Machine } from '../../shared/models/machine.ts'
import type { MachineAction } from '../../shared/models/task.ts'
import type { ShortcutId } from '../dialogs/shortcutList.ts'
import { shortcutKeys } from '../stores/shortcuts.ts'
import { t } from '../words/index.ts'

/** How a verb on machines is offered: its words, its key in the list, and how careful it is. */
export interface ActionLook {
  action: MachineAction
  label: string
  icon: TablerIcon
  /** Pressed in the list, as the person has it; a small letter where it is one. */
  readonly key?: string | undefined
  /** `safe` runs at once on one machine; `confirm` shows what it will do first; `danger` loses the guest’s memory. */
  care: 'safe' | 'confirm' | 'danger'
  /** One sentence on what happens. */
  meaning: string
}

/** A single key as the browser names it; verbs in lists answer to nothing else. */
export function pressed(id: ShortcutId): string | undefined {
  const keys = shortcutKeys(id)
  return keys === null || keys.includes('+') || keys.includes(' ') ? undefined : keys.toLowerCase()
}

/** Every verb in the order that menus show. */
export const actionLooks: readonly ActionLook[] = [
  {
    action: 'start',
    label: t('actions.start.label'),
    icon: IconPlayerPlay,
    get key() {
      return pressed('machineStart')
    },
    care: 'safe',
    meaning: t('actions.start.meaning'),
  },
  {
    action: 'shutdown',
    label: t('actions.shutdown.label'),
    icon: IconPower,
    get key() {
      return pressed('machineShutdown')
    },
    care: 'confirm',
    meaning: t('actions.shutdown.meaning'),
  },
  {
    action: 'reboot',
    label: t('actions.reboot.label'),
    icon: IconRefresh,
    get key() {
      return pressed('machineReboot')
    },
    care: 'confirm',
    meaning: t('actions.reboot.meaning'),
  },
  {
    action: 'pause',
    label: t('actions.pause.label'),
    icon: IconPlayerPause,
    get key() {
      return pressed('machinePause')
    },
    care: 'safe',
    meaning: t('actions.pause.meaning'),
  },
  {
    action: 'resume',
    label: t('actions.resume.label'),
    icon: IconPlayerTrackNext,
    get key() {
      return pressed('machineResume')
    },
    care: 'safe',
    meaning: t('actions.resume.meaning'),
  },
  {
    action: 'save',
    label: t('actions.save.label'),
    icon: IconDeviceFloppy,
    care: 'confirm',
    meaning: t('actions.save.meaning'),
  },
  {
    action: 'reset',
    label: t('actions.reset.label'),
    icon: IconRefreshAlert,
    care: 'danger',
    meaning: t('actions.reset.meaning'),
  },
  {
    action: 'forceOff',
    label: t('actions.forceOff.label'),
    icon: IconBolt,
    care: 'danger',
    meaning: t('actions.forceOff.meaning'),
  },
  {
    action: 'autostartOn',
    label: t('actions.autostartOn.label'),
    icon: IconRotateClockwise,
    care: 'safe',
    meaning: t('actions.autostartOn.meaning'),
  },
  {
    action: 'autostartOff',
    label: t('actions.autostartOff.label'),
    icon: IconRotateClockwise2,
    care: 'safe',
    meaning: t('actions.autostartOff.meaning'),
  },
]

export const actionLook = (action: MachineAction): ActionLook =>
  actionLooks.find(look => look.action === action) ?? {
    action,
    label: action,
    icon: IconBolt,
    care: 'confirm',
    meaning: t('actions.autostartOff.meaning'),
  }

/** The verb that a machine’s page offers first, by its state. */
export function primaryAction(machine: Pick<Machine, 'state'>): MachineAction | null {
  switch (machine.state) {
    case 'shutoff':
    case 'crashed':
      return 'start'
    case 'paused':
    case 'pmsuspended':
      return 'resume'
    case 'running':
    case 'blocked':
      return 'shutdown'
    default:
      return null
  }
}
