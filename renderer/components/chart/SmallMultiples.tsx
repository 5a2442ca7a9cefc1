import { useElementSize } from '@mantine/hooks'
import { MiniChart } from './MiniChart.tsx'
import classes from './SmallMultiples.module.css'
import { visible } from '../visible.ts'

/** One small chart of many. */
export interface SmallMultiple {
  key: string
  title: string
  /** Oldest first; null is a gap. */
  values: readonly (number | null)[]
  /** The last value in words; it is what a screen reader hears. */
  text: string
  color?: string
  onOpen?: () => void
}

interface SmallMultiplesProps {
  label: string
  items: readonly SmallMultiple[]
  /** The same top for all of them, so that they can be compared. */
  max: number
  height?: number
  capacity?: number
}

/** Many things of one kind side by side on one scale. */
export function SmallMultiples({ label, items, max, height = 36, capacity }: SmallMultiplesProps) {
  const { ref, width } = useElementSize()
  const columns = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)))
  const cell = Math.floor((width - GAP * (columns - 1)) / columns) - INSET
  return (
    <ul ref={ref} className={classes.grid} aria-label={label}>
      {items.map(({ key, title, values, text, color, onOpen }) => {
        const inside = (
          <>
            <span className={classes.head}>
              <bdi className={classes.title} title={visible(title)}>
                {visible(title)}
              </bdi>
              <span className={classes.value} title={text}>
                {text}
              </span>
            </span>
            {width > 0 && (
              <MiniChart
                values={values}
                max={max}
                width={cell}
                height={height}
                {...(color ? { color } : {})}
                {...(capacity ? { capacity } : {})}
              />
            )}
          </>
        )
        return (
          <li key={key} className={classes.cell}>
            {onOpen ? (
              <button type="button" className={classes.box} onClick={onOpen}>
                {inside}
              </button>
            ) : (
              <div className={classes.box}>{inside}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

const CELL = 172
const GAP = 8
const INSET = 18
