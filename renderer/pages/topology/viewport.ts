/** How the picture lies under the window: a point `p` of it is seen at `p · scale + offset`. */
export interface Viewport {
  x: number
  y: number
  scale: number
}

export interface Size {
  width: number
  height: number
}

export interface Area extends Size {
  x: number
  y: number
}

export const SCALE_MIN = 0.01
export const SCALE_MAX = 3
const MARGIN = 24
/** Names are easily read from this size. */
const READABLE = 0.85

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Larger or smaller, with the point under the pointer staying where it is. */
export function zoomAt(view: Viewport, point: { x: number; y: number }, factor: number): Viewport {
  const scale = clamp(view.scale * factor, SCALE_MIN, SCALE_MAX)
  const by = scale / view.scale
  return { scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by }
}

/** The whole picture, as large as fits and no larger than life. */
export function fitWhole(content: Size, window: Size): Viewport {
  if (content.width <= 0 || content.height <= 0 || window.width <= 0 || window.height <= 0)
    return { x: MARGIN, y: MARGIN, scale: 1 }
  const room = { width: window.width - 2 * MARGIN, height: window.height - 2 * MARGIN }
  const scale = clamp(Math.min(room.width / content.width, room.height / content.height), SCALE_MIN, 1)
  return {
    scale,
    x: (window.width - content.width * scale) / 2,
    y: content.height * scale < room.height ? (window.height - content.height * scale) / 2 : MARGIN,
  }
}

/** As wide as fits and readable, from the top: how a picture that is too high is shown first. */
export function fitWidth(content: Size, window: Size): Viewport {
  const whole = fitWhole(content, window)
  if (whole.scale >= READABLE) return whole
  const scale = clamp((window.width - 2 * MARGIN) / Math.max(1, content.width), READABLE, 1)
  return { scale, x: MARGIN, y: MARGIN }
}

/** Moves the picture so that a part of it is in view, no more than needed. */
export function reveal(view: Viewport, area: Area, window: Size): Viewport {
  const shift = (start: number, length: number, offset: number, room: number): number => {
    const from = start * view.scale + offset
    const to = from + length * view.scale
    if (from < MARGIN) return offset + MARGIN - from
    return to > room - MARGIN ? offset - (to - room + MARGIN) : offset
  }
  return {
    ...view,
    x: shift(area.x, area.width, view.x, window.width),
    y: shift(area.y, area.height, view.y, window.height),
  }
}

/** The part of the picture that is in view, a tile wider on each side, so that small moves show nothing new. */
export function seen(view: Viewport, window: Size, tile = 400): Area {
  const down = (value: number) => Math.floor(value / tile) * tile - tile
  const up = (value: number) => Math.ceil(value / tile) * tile + tile
  const x = down(-view.x / view.scale)
  const y = down(-view.y / view.scale)
  return {
    x,
    y,
    width: up((window.width - view.x) / view.scale) - x,
    height: up((window.height - view.y) / view.scale) - y,
  }
}

/** Keeps a corner of the picture in the window, however far it is dragged. */
export function held(view: Viewport, content: Size, window: Size): Viewport {
  const hold = (offset: number, length: number, room: number) =>
    clamp(offset, Math.min(60, room) - length * view.scale, Math.max(0, room - 60))
  return {
    ...view,
    x: hold(view.x, content.width, window.width),
    y: hold(view.y, content.height, window.height),
  }
}
