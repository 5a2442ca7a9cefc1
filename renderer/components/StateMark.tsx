import classes from './StateBadge.module.css'

/** What a state looks like; each has its own shape, so that colour never carries it alone. */
export type Mark = 'running' | 'paused' | 'off' | 'bad' | 'busy' | 'stale' | 'warn'

/** The 12-pixel sign of a state. Says nothing to a screen reader: the word beside it does. */
export function StateMark({ mark, size = 12 }: { mark: Mark; size?: number }) {
  const { path, stroked = false, dashed = false } = shapes[mark]
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
      className={mark === 'busy' ? classes.spin : undefined}
    >
      <path
        d={path}
        fill={stroked ? 'none' : 'currentColor'}
        stroke={stroked ? 'currentColor' : 'none'}
        strokeWidth={1.6}
        strokeDasharray={dashed ? '2 1.6' : undefined}
        strokeLinecap={dashed ? 'butt' : 'round'}
      />
    </svg>
  )
}

const ring = (r: number) => `M${6 - r} 6a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
/** One path a mark, so that a list which lends its rows changes an attribute and makes no element. */
const shapes: Record<Mark, { path: string; stroked?: boolean; dashed?: boolean }> = {
  running: { path: ring(4.2) },
  paused: { path: 'M3 2h2.2v8H3zM6.8 2H9v8H6.8z' },
  off: { path: ring(3.8), stroked: true },
  bad: { path: 'M6 1.2 11.4 10.6H.6z' },
  busy: { path: 'M6 1.8a4.2 4.2 0 1 1-4.2 4.2', stroked: true },
  stale: { path: ring(4), stroked: true, dashed: true },
  warn: { path: 'M6 .9 11.1 6 6 11.1.9 6z', stroked: true },
}
