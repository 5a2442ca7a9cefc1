import { Menu } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import type { MachineKey } from '../../../shared/ids.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { actionLooks } from '../../actions/machineActions.ts'
import { ActionItem } from '../../actions/ActionItem.tsx'
import { copyText } from '../../components/copyText.ts'
import { tell, tellError } from '../../stores/toasts.ts'

interface RowMenuProps {
  machine: Machine
  /** What the verbs act on: the chosen machines where the row is one of them, else the row. */
  keys: readonly MachineKey[]
  at: { x: number; y: number }
  onAct(action: MachineAction, keys: MachineKey[]): void
  onClose(): void
}

/** A row's verbs where the pointer or the keyboard asked for them. */
export function RowMenu({ machine, keys, at, onAct, onClose }: RowMenuProps) {
  const copy = (text: string) =>
    copyText(text).then(
      () => tell('Copied'),
      (error: unknown) => tellError(error, 'Could not copy'),
    )
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={machine.name}>
        <Menu.Label>
          {keys.length > 1 ? `${keys.length} chosen machines` : <bdi>{machine.name}</bdi>}
        </Menu.Label>
        {actionLooks.map(look => (
          <ActionItem key={look.action} look={look} onClick={() => onAct(look.action, [...keys])} />
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconCopy size={14} aria-hidden="true" />} onClick={() => copy(machine.name)}>
          Copy name
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={14} aria-hidden="true" />} onClick={() => copy(machine.uuid)}>
          Copy UUID
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
