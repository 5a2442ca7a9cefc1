import { Menu } from '@mantine/core'
import type { ActionLook } from './machineActions.ts'
import { Refused } from './Refused.tsx'

/** One verb in a menu, with its key; three dots where it shows what it will do first. */
export function ActionItem({
  look,
  refused,
  onClick,
}: {
  look: ActionLook
  /** Why the person may not do it. */
  refused?: string | undefined
  onClick(): void
}) {
  const { label, icon: Icon, care, key, meaning } = look
  return (
    <Menu.Item
      {...(care === 'danger' ? { color: 'var(--state-bad)' } : {})}
      title={meaning}
      leftSection={<Icon size={14} aria-hidden="true" />}
      rightSection={key ? <kbd>{key.toUpperCase()}</kbd> : undefined}
      disabled={refused !== undefined}
      onClick={onClick}
    >
      {label}
      {care === 'safe' ? '' : '…'}
      {refused !== undefined && <Refused reason={refused} />}
    </Menu.Item>
  )
}
