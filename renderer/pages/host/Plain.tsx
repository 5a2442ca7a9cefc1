import { useRef } from 'react'
import badge from '../../components/StateBadge.module.css'
import { type Mark, StateMark } from '../../components/StateMark.tsx'
import { useScrolledAside } from '../../components/table/useScrolledAside.ts'
import classes from './Host.module.css'

/** A state as sign and word. */
export function Look({ mark, word, detail }: { mark: Mark; word: string; detail?: string | undefined }) {
  return (
    <span className={`${badge.badge} ${badge[mark]}`} title={detail}>
      <StateMark mark={mark} />
      {word}
    </span>
  )
}

/** A column of a short table. */
export interface PlainColumn<Item> {
  header: string
  /** `stale`: its host is not connected, all is as it was last seen. */
  cell(item: Item, stale: boolean): React.ReactNode
  end?: boolean
}

interface PlainTableProps<Item> {
  label: string
  columns: readonly PlainColumn<Item>[]
  items: readonly Item[]
  keyOf(item: Item): string
  stale: boolean
}

/** A short table without filter or selection; a long one is a `ListPage`. */
export function PlainTable<Item>({ label, columns, items, keyOf, stale }: PlainTableProps<Item>) {
  const scroller = useRef<HTMLElement>(null)
  useScrolledAside(scroller, null)
  return (
    <div className={classes.goesOn}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={scroller} className={classes.scroll} tabIndex={0} aria-label={label}>
        <table className={classes.table} aria-label={label} data-stale={stale || undefined}>
          <thead>
            <tr>
              {columns.map(({ header, end }) => (
                <th key={header} scope="col" data-end={end ? '' : undefined}>
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map(item => (
              <tr key={keyOf(item)}>
                {columns.map(({ header, cell, end }) => (
                  <td key={header} data-end={end ? '' : undefined}>
                    {cell(item, stale)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
