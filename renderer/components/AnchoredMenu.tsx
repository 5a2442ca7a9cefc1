import { Menu, type MenuProps } from '@mantine/core'
import type { Anchored } from './MenuButton.tsx'

interface AnchoredMenuProps extends Anchored {
  /** Spoken name. */
  label: string
  position?: MenuProps['position']
  children: React.ReactNode
}

/** The menu of a button, at the button's place. */
export function AnchoredMenu({ at, label, position = 'bottom-end', onClose, children }: AnchoredMenuProps) {
  return (
    <Menu opened onClose={onClose} position={position} returnFocus>
      <Menu.Target>
        <Anchor at={at} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label} mah="70vh" style={{ overflowY: 'auto' }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  )
}

interface AnchorProps extends Pick<Anchored, 'at'>, React.ComponentPropsWithRef<'span'> {}

/** Stands where the button stands, so that what opens is placed by it. */
export function Anchor({ at, ...props }: AnchorProps) {
  return (
    <span
      {...props}
      aria-hidden="true"
      style={{
        position: 'fixed',
        left: at.x,
        top: at.y,
        width: at.width,
        height: at.height,
        pointerEvents: 'none',
      }}
    />
  )
}
