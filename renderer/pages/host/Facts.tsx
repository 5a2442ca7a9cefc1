import { unknownText } from '../../../shared/units.ts'
import { formatNumber } from '../../words/format.ts'
import classes from './Host.module.css'

/** A titled part of a page. */
export function Card({
  title,
  note,
  children,
}: {
  title: string
  note?: React.ReactNode
  children: React.ReactNode
}) {
  return (
    <section className={classes.card}>
      <h2>
        {title}
        {note && <small>{note}</small>}
      </h2>
      {children}
    </section>
  )
}

/** Names and values; a dash where one is not known. */
export function Facts({ items }: { items: readonly (readonly [string, React.ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {items.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd dir="auto">{said(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function said(value: React.ReactNode): React.ReactNode {
  if (value === null || value === undefined || value === '') return unknownText
  return typeof value === 'number' ? formatNumber(value) : value
}
