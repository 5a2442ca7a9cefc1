import { memo, useEffect, useRef } from 'react'
import { drawLine, drawSoon, onTheme, sizeCanvas } from './canvas.ts'

interface MiniChartProps {
  /** Oldest first; null is a gap. */
  values: readonly (number | null)[]
  /** Top of the box; the largest value without it. */
  max?: number | null
  color?: string
  /** In CSS px. */
  width?: number
  height?: number
  /** How many values the whole width holds; fewer stand at its end. */
  capacity?: number
}

/**
 * A small line on a canvas, for where hundreds live at once: a sample costs a redraw and no elements. Says
 * nothing to a screen reader; the number beside it does.
 */
export const MiniChart = memo(function MiniChart(props: MiniChartProps) {
  const { values, max = null, color = 'var(--series-cpu)', width = 64, height = 16 } = props
  const capacity = Math.max(props.capacity ?? values.length, values.length, 2)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const draw = () => {
      const context = canvas.current?.getContext('2d')
      if (!context) return
      const scale = sizeCanvas(context.canvas, width, height)
      const box = { left: 0, top: 0, width: context.canvas.width, height: context.canvas.height }
      context.clearRect(0, 0, box.width, box.height)
      drawLine(context, { values, max, color, capacity }, box, scale)
    }
    const stop = drawSoon(draw)
    const themed = onTheme(() => drawSoon(draw))
    return () => {
      stop()
      themed()
    }
  }, [values, max, color, capacity, width, height])
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a bare canvas takes no focus
  return <canvas ref={canvas} aria-hidden="true" style={{ width, height, flex: 'none' }} />
})
