import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots, IconX } from '@tabler/icons-react'
import type { MachineKey } from '../../../shared/ids.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { actionLook, actionLooks } from '../../actions/machineActions.ts'
import { ActionItem } from '../../actions/ActionItem.tsx'
import classes from './MachinesPage.module.css'

const first = ['start', 'shutdown', 'reboot', 'pause', 'resume'] as const

interface SelectionBarProps {
  keys: readonly MachineKey[]
  onAct(action: MachineAction, keys: MachineKey[]): void
  onClear(): void
  onCopy(): void
}

/** Slides over the toolbar while machines are chosen: what can be done with all of them. */
export function SelectionBar({ keys, onAct, onClear, onCopy }: SelectionBarProps) {
  const others = actionLooks.filter(look => !first.some(action => action === look.action))
  return (
    <div className={`${classes.toolbar} ${classes.selection}`} role="toolbar" aria-label="Chosen machines">
      <b className={classes.chosen}>{keys.length} chosen</b>
      {first.map(action => {
        const { icon: Icon, label } = actionLook(action)
        return (
          <Button
            key={action}
            variant="default"
            leftSection={<Icon size={14} aria-hidden="true" />}
            onClick={() => onAct(action, [...keys])}
          >
            {label}
          </Button>
        )
      })}
      <Menu position="bottom-start">
        <Menu.Target>
          <ActionIcon aria-label="More for the chosen machines">
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map(look => (
            <ActionItem key={look.action} look={look} onClick={() => onAct(look.action, [...keys])} />
          ))}
          <Menu.Divider />
          <Menu.Item onClick={onCopy}>Copy as a table</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon className={classes.clear} aria-label="Choose nothing" onClick={onClear}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  )
}
