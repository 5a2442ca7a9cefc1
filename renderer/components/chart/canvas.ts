/** Draws of one frame, so that hundreds of lines that hear of a sample at once are drawn together. */
const waiting = new Set<() => void>()
let asked = false

/** Draws before the next paint; asked twice, it is drawn once. */
export function drawSoon(draw: () => void): () => void {
  waiting.add(draw)
  if (!asked) {
    asked = true
    requestAnimationFrame(() => {
      asked = false
      const draws = [...waiting]
      waiting.clear()
      for (const each of draws) each()
    })
  }
  return () => waiting.delete(draw)
}

const colors = new Map<string, string>()
const listeners = new Set<() => void>()
let observer: MutationObserver | undefined

/** Tells when the colours have changed with the theme; returns the end of it. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener)
  if (!observer) {
    observer = new MutationObserver(() => {
      colors.clear()
      for (const each of listeners) each()
    })
    observer.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    observer?.disconnect()
    observer = undefined
    colors.clear()
  }
}

/** A CSS colour as the canvas takes it; `var(--series-cpu)` is looked up once a theme. */
export function canvasColor(color: string): string {
  const known = colors.get(color)
  if (known !== undefined) return known
  const name = /^var\((--[\w-]+)\)$/.exec(color)?.[1]
  const value = name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : color
  colors.set(color, value)
  return value
}

/** What a line is drawn with. */
export interface MiniLine {
  /** Null is a gap. */
  values: readonly (number | null)[]
  /** Top of the box; the largest value without it. */
  max: number | null
  color: string
  /** How many values the whole width holds; fewer stand at its end. */
  capacity: number
}

/** The runs of known values, as places in the list. */
export function runs(values: readonly (number | null)[]): [number, number][] {
  const found: [number, number][] = []
  let start = -1
  for (let at = 0; at <= values.length; at += 1) {
    const known = at < values.length && values[at] !== null
    if (known && start < 0) start = at
    if (!known && start >= 0) {
      found.push([start, at - 1])
      start = -1
    }
  }
  return found
}

/** Gives a canvas its size in CSS px, sharp on any screen; answers its pixels per px. A new size empties it. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): number {
  const scale = window.devicePixelRatio || 1
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)]
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
  return scale
}

/** A place on a canvas, in its own pixels. */
export interface LineBox {
  left: number
  top: number
  width: number
  height: number
}

/** Draws a line with the area under it over what stands there; `scale` is how thick a px is. */
export function drawLine(
  context: CanvasRenderingContext2D,
  line: MiniLine,
  box: LineBox,
  scale: number,
): void {
  const { values, max, color, capacity } = line
  const top = max ?? values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
  const step = box.width / Math.max(1, capacity - 1)
  const shift = capacity - values.length
  const bottom = box.top + box.height
  const x = (at: number) => box.left + (shift + at) * step
  const y = (at: number) =>
    bottom - scale - (top > 0 ? Math.min(1, (values[at] ?? 0) / top) : 0) * (box.height - 2 * scale)
  context.strokeStyle = canvasColor(color)
  context.fillStyle = context.strokeStyle
  context.lineWidth = 1.25 * scale
  context.lineJoin = 'round'
  for (const [from, to] of runs(values)) {
    context.beginPath()
    context.moveTo(x(from), y(from))
    if (from === to) context.lineTo(x(from) + scale, y(from))
    for (let at = from + 1; at <= to; at += 1) context.lineTo(x(at), y(at))
    context.stroke()
    context.lineTo(x(to), bottom)
    context.lineTo(x(from), bottom)
    context.globalAlpha = 0.14
    context.fill()
    context.globalAlpha = 1
  }
}
