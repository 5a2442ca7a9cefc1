import { z } from 'zod'
import { keptAddress } from './deepLink.ts'

/** The person's setting that remembers the window of this computer. */
export const WINDOW_SETTING = 'desktopWindow'

/** Size of a window nobody has moved yet, pixels. */
export const FIRST_SIZE = { width: 1440, height: 900 } as const
/** Smallest window in which the interface is designed to work, pixels. */
export const MIN_SIZE = { width: 900, height: 600 } as const
/** So much of a window's top must be on a display for a person to reach it, pixels. */
const REACH = { width: 120, height: 40 } as const

const Rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1).max(100_000),
  height: z.number().int().min(1).max(100_000),
})
/** A place on the desktop, pixels; what a display is and what a window covers. */
export type Rectangle = z.infer<typeof Rectangle>

const WindowState = z.object({
  /** Where it was while neither maximised nor full screen; null before it was ever placed. */
  bounds: Rectangle.nullable().catch(null),
  maximised: z.boolean().catch(false),
  fullScreen: z.boolean().catch(false),
  /** What it showed (`#/…`). */
  address: z.unknown().transform(keptAddress),
})
/** How the window was left. */
export type WindowState = z.infer<typeof WindowState>

/** Reads a remembered window; what is unreadable is as if nothing were remembered. */
export function parseWindowState(value: unknown): WindowState {
  const read = WindowState.safeParse(value)
  return read.success ? read.data : { bounds: null, maximised: false, fullScreen: false, address: null }
}

/** The part that two rectangles share; zero or less where they don't meet. */
function shared(a: Rectangle, b: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}

/**
 * Where to open the window: where it was, as far as a display is still there to show its top edge, and
 * never larger than that display. Only a size, for the system to place, where none is.
 */
export function placeWindow(
  bounds: Rectangle | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const wanted = bounds ?? { x: 0, y: 0, ...FIRST_SIZE }
  const grip = { ...wanted, height: REACH.height }
  const area =
    bounds === null
      ? undefined
      : workAreas.find(each => {
          const seen = shared(grip, each)
          return seen.width >= REACH.width && seen.height >= Math.min(REACH.height, 20)
        })
  const room = area ?? workAreas[0] ?? { x: 0, y: 0, ...FIRST_SIZE }
  const size = {
    width: Math.max(MIN_SIZE.width, Math.min(wanted.width, room.width)),
    height: Math.max(MIN_SIZE.height, Math.min(wanted.height, room.height)),
  }
  return area === undefined ? size : { x: wanted.x, y: wanted.y, ...size }
}
