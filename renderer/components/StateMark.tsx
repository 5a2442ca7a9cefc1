import classes from './StateBadge.module.css'

/** What a state looks like; each has its own shape, so that colour never carries it alone. */
export type Mark = 'running' | 'paused' | 'off' | 'bad' | 'busy' | 'stale' | 'warn'

/** The 12-pixel sign of a state. Says nothing to a screen reader: the word beside it does. */
export function StateMark({ mark, size = 12 }: { mark: Mark; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
      className={mark === 'busy' ? classes.spin : undefined}
    >
      {shapes[mark]}
    </svg>
  )
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 }
const shapes: Record<Mark, React.ReactNode> = {
  running: <circle cx="6" cy="6" r="4.2" fill="currentColor" />,
  paused: <path d="M3 2h2.2v8H3zM6.8 2H9v8H6.8z" fill="currentColor" />,
  off: <circle cx="6" cy="6" r="3.8" {...line} />,
  bad: <path d="M6 1.2 11.4 10.6H.6z" fill="currentColor" />,
  busy: <path d="M6 1.8a4.2 4.2 0 1 1-4.2 4.2" {...line} strokeLinecap="round" />,
  warn: <path d="M6 .9 11.1 6 6 11.1.9 6z" {...line} />,
  stale: <circle cx="6" cy="6" r="4" {...line} strokeDasharray="2 1.6" />,
}
