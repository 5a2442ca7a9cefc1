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
  return {
    place: place && { at: place, onClose: () => setPlace(null) },
    button: {
      'aria-haspopup': 'menu' as const,
      'aria-expanded': place !== null,
      onPointerDown: () => {
        wasOpen.current = place !== null
      },
      onClick: (event: React.MouseEvent<HTMLElement>) => {
        const { x, y, width, height } = event.currentTarget.getBoundingClientRect()
        const open = event.detail > 0 ? wasOpen.current : place !== null
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
  children: React.ReactNode
  /** What it opens: fetched later, drawn only while it is open. */
  menu(place: Anchored): React.ReactNode
}

/** A button with a sign that opens a menu. */
export function MenuButton({ label, tip = label, children, menu, ...look }: MenuButtonProps) {
  const { place, button } = useOpened()
  return (
    <>
      <Tip label={tip}>
        <ActionIcon aria-label={label} {...look} {...button}>
          {children}
        </ActionIcon>
      </Tip>
      {place && menu(place)}
    </>
  )
}
