import { ActionIcon } from '@mantine/core'
import { IconX, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { formatCount } from '../words/format.ts'
import classes from './ObjectPanel.module.css'
import { visible } from './visible.ts'

interface ObjectPanelProps {
  /** Spoken name of the panel. */
  label: string
  title: string
  /** What it is, above its name. */
  kind: string
  icon?: TablerIcon
  closeLabel: string
  onClose(): void
  children: ReactNode
}

/** Details of one object beside a list. */
export function ObjectPanel({
  label,
  title,
  kind,
  icon: Icon,
  closeLabel,
  onClose,
  children,
}: ObjectPanelProps) {
  return (
    <section className={classes.panel} aria-label={label}>
      <header className={classes.head}>
        {Icon && <Icon size={16} stroke={1.6} aria-hidden="true" />}
        <div className={classes.names}>
          <span className={classes.kind}>{kind}</span>
          <h2 className={classes.title}>
            <bdi>{visible(title)}</bdi>
          </h2>
        </div>
        <ActionIcon aria-label={closeLabel} onClick={onClose}>
          <IconX size={15} aria-hidden="true" />
        </ActionIcon>
      </header>
      {children}
    </section>
  )
}

/** Facts of an object; what is null is left out. */
export function PanelFacts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== '')
  return (
    <dl className={classes.facts}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? <bdi>{visible(value)}</bdi> : value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface PanelListProps<Item> {
  title: string
  count: number
  items: readonly Item[]
  /** In place of the list where there is nothing. */
  none: string
  /** What is said of those that are not named. */
  more(count: number): string
  idOf(item: Item): string
  children(item: Item): ReactNode
}

/** A list in a panel, with how many there are; only the first are named where they are many. */
export function PanelList<Item>({ title, count, items, none, more, idOf, children }: PanelListProps<Item>) {
  return (
    <>
      <h3 className={classes.side}>
        {title} <span className={classes.count}>{count > 0 ? formatCount(count) : ''}</span>
      </h3>
      {count === 0 ? (
        <p className={classes.none}>{none}</p>
      ) : (
        <ul className={classes.list}>
          {items.map(item => (
            <li key={idOf(item)} className={classes.item}>
              {children(item)}
            </li>
          ))}
          {count > items.length && <li className={classes.none}>{more(count - items.length)}</li>}
        </ul>
      )}
    </>
  )
}

/** A line of such a list: what it is, a link to it, and what is to be said of it. */
export function PanelLine({ href, name, says }: { href: string; name: string; says?: string | null }) {
  return (
    <>
      <a href={href} className={classes.link}>
        <bdi>{visible(name)}</bdi>
      </a>
      {says && <bdi className={classes.says}>{visible(says)}</bdi>}
    </>
  )
}
