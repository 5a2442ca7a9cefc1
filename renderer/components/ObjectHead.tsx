import type { ReactNode } from 'react'
import classes from './ObjectHead.module.css'
import { visible } from './visible.ts'

interface ObjectHeadProps {
  name: string
  /** How it stands, beside its name. */
  badge: ReactNode
  /** What can be done with it, at the end of the line. */
  actions: ReactNode
  /** Short facts below the name. */
  facts: ReactNode
}

/** The head of one object's page: its name, how it stands, what can be done, and short facts. */
export function ObjectHead({ name, badge, actions, facts }: ObjectHeadProps) {
  return (
    <>
      <div className={classes.titleLine}>
        <h1 className={classes.title}>
          <bdi title={visible(name)}>{visible(name)}</bdi>
        </h1>
        {badge}
        {actions}
      </div>
      <div className={classes.facts}>{facts}</div>
    </>
  )
}

/** The buttons of such a head; `label` is the spoken name of the group. */
export function HeadActions({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <fieldset className={classes.actions} aria-label={label}>
      {children}
    </fieldset>
  )
}
