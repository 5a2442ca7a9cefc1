import classes from './Host.module.css'

/** A column of a short table. */
export interface PlainColumn<Item> {
  header: string
  cell(item: Item): React.ReactNode
  end?: boolean
}

interface PlainTableProps<Item> {
  label: string
  columns: readonly PlainColumn<Item>[]
  items: readonly Item[]
  keyOf(item: Item): string
}

/** A short table without filter or selection; a long one is a `ListPage`. */
export function PlainTable<Item>({ label, columns, items, keyOf }: PlainTableProps<Item>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={label}>
      <table className={classes.table} aria-label={label}>
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
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
