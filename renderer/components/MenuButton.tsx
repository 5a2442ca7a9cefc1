import { ActionIcon, type ActionIconProps } from '@mantine/core'
import { useRef, useState } from 'react'
import { Tip } from './Tip.tsx'

/** Where a menu or a panel opens, and what closes it: its button's place in the window, pixels. */
export interface Anchored {
  at: { x: number; y: number; width: number; height: number }
  onClose(): void
}

/** Whether what a button opens is open, and the props that make any button open and close it. */
export function useOpened() {
  const [place, setPlace] = useState<Anchored['at'] | null>(null)
  // A press on the button closes the menu by itself, as any press beside it does; the click must not open it again.
  const wasOpen = useRef(false)
  const opener = useRef<HTMLElement | null>(null)
  const onClose = () => {
    setPlace(null)
    // What was open is gone with the keyboard in it: the button has it again, unless somebody else took it.
    requestAnimationFrame(() => {
      const { activeElement } = document
      if (activeElement === null || activeElement === document.body)
        opener.current?.focus({ preventScroll: true })
    })
  }
  return {
    place: place && { at: place, onClose },
    button: {
      'aria-haspopup': 'menu' as const,
      'aria-expanded': place !== null,
      onPointerDown: () => {
        wasOpen.current = place !== null
      },
      onClick: (event: React.MouseEvent<HTMLElement>) => {
        const { x, y, width, height } = event.currentTarget.getBoundingClientRect()
        const open = event.detail > 0 ? wasOpen.current : place !== null
        opener.current = event.currentTarget
        setPlace(open ? null : { x, y, width, height })
      },
    },
  }
}

interface MenuButtonProps extends Pick<ActionIconProps, 'variant' | 'color' | 'size'> {
  /** Spoken name. */
  label: string
  /** Words beside it; its name without them. */
  tip?: string
  /** Why it opens nothing now; null where it does. */
  refused?: string | null
  children: React.ReactNode
  /** What it opens: fetched later, drawn only while it is open. */
  menu(place: Anchored): React.ReactNode
}

/** A button with a sign that opens a menu. */
export function MenuButton({ label, tip = label, refused = null, children, menu, ...look }: MenuButtonProps) {
  const { place, button } = useOpened()
  return (
    <>
      <Tip label={refused === null ? tip : ''}>
        <ActionIcon
          aria-label={label}
          disabled={refused !== null}
          title={refused ?? undefined}
          {...look}
          {...button}
        >
          {children}
        </ActionIcon>
      </Tip>
      {place && menu(place)}
    </>
  )
}
