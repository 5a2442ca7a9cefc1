import type { TablerIcon } from '@tabler/icons-react'
import { useEffect } from 'react'
import { pageDrawn } from './firstRows.ts'
import classes from './Messages.module.css'

interface StateProps {
  icon: TablerIcon
  title: string
  children?: React.ReactNode
  action?: React.ReactNode
  tone?: 'calm' | 'bad'
}

/** In place of content: what there is not, why, and the one next step. */
export function EmptyState({ icon: Icon, title, children, action, tone = 'calm' }: StateProps) {
  useEffect(pageDrawn, [])
  return (
    <div className={classes.state} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon
        size={28}
        stroke={1.5}
        aria-hidden="true"
        className={tone === 'bad' ? classes.badIcon : classes.icon}
      />
      <h2 className={classes.title}>{title}</h2>
      {children && <div className={classes.words}>{children}</div>}
      {action}
    </div>
  )
}
