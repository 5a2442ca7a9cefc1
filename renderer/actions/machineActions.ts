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

/** How a verb on machines is offered: its words, its key in the list, and how careful it is. */
export interface ActionLook {
  action: MachineAction
  label: string
  icon: TablerIcon
  /** Pressed in the list. */
  key?: string
  /** `safe` runs at once on one machine; `confirm` shows what it will do first; `danger` loses the guest’s memory. */
  care: 'safe' | 'confirm' | 'danger'
  /** One sentence on what happens. */
  meaning: string
}

/** Every verb in the order that menus show. */
export const actionLooks: readonly ActionLook[] = [
  {
    action: 'start',
    label: 'Start',
    icon: IconPlayerPlay,
    key: 's',
    care: 'safe',
    meaning: 'Boots the machine, or restores it where its memory was saved.',
  },
  {
    action: 'shutdown',
    label: 'Shut down',
    icon: IconPower,
    key: 'd',
    care: 'confirm',
    meaning: 'Asks the guest to shut down; it may take its time or refuse.',
  },
  {
    action: 'reboot',
    label: 'Reboot',
    icon: IconRefresh,
    key: 'r',
    care: 'confirm',
    meaning: 'Asks the guest to restart.',
  },
  {
    action: 'pause',
    label: 'Pause',
    icon: IconPlayerPause,
    key: 'p',
    care: 'safe',
    meaning: 'Stops the virtual CPUs; memory stays on the host.',
  },
  {
    action: 'resume',
    label: 'Resume',
    icon: IconPlayerTrackNext,
    key: 'u',
    care: 'safe',
    meaning: 'Lets the virtual CPUs run on.',
  },
  {
    action: 'save',
    label: 'Save and stop',
    icon: IconDeviceFloppy,
    care: 'confirm',
    meaning: 'Writes the guest’s memory to disk and stops it; Start brings it back as it was.',
  },
  {
    action: 'reset',
    label: 'Reset',
    icon: IconRefreshAlert,
    care: 'danger',
    meaning: 'Like the reset button: the guest loses what it had in memory.',
  },
  {
    action: 'forceOff',
    label: 'Force off',
    icon: IconBolt,
    care: 'danger',
    meaning: 'Like pulling the plug: the guest loses what it had in memory.',
  },
  {
    action: 'autostartOn',
    label: 'Start with host',
    icon: IconRotateClockwise,
    care: 'safe',
    meaning: 'Starts the machine whenever its host starts.',
  },
  {
    action: 'autostartOff',
    label: 'Do not start with host',
    icon: IconRotateClockwise2,
    care: 'safe',
    meaning: 'Leaves the machine off when its host starts.',
  },
]

export const actionLook = (action: MachineAction): ActionLook =>
  actionLooks.find(look => look.action === action) ?? {
    action,
    label: action,
    icon: IconBolt,
    care: 'confirm',
    meaning: '',
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
