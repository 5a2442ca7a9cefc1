import type { ReactNode } from 'react'
import { t } from '../../words/index.ts'
import classes from './ListPage.module.css'
import { visible } from '../visible.ts'

interface ListHeadProps {
  title: string
  /** Short facts beside the title: counts, a state. */
  facts?: readonly ReactNode[]
  /** The page's main action, at the end. */
  action?: ReactNode
}

/** A page's title with its facts and its main action. */
export function ListHead({ title, facts = [], action }: ListHeadProps) {
  return (
    <div className={classes.head}>
      <h1 className={classes.title}>
        <bdi>{visible(title)}</bdi>
      </h1>
      {facts.length > 0 && (
        <ul className={classes.facts} aria-label={t('list.facts')}>
          {facts.map((fact, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: facts keep their places
            <li key={index}>{fact}</li>
          ))}
        </ul>
      )}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
