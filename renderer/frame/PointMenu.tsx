import { Menu } from '@mantine/core'

/** A place in the window, pixels. */
export interface At {
  x: number
  y: number
}

interface PointMenuProps {
  at: At
  /** Spoken name. */
  label: string
  onClose(): void
  children: React.ReactNode
}

/** A menu that opens where the pointer is. */
export function PointMenu({ at, label, onClose, children }: PointMenuProps) {
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
    </Menu>
  )
}
