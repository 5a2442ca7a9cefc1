import { t } from '../../words/index.ts'
import layout from '../../components/layout.module.css'
import classes from './Overview.module.css'

/** The shape of the page while it comes. */
export function OverviewSkeleton() {
  return (
    <div
      className={`${layout.body} ${classes.body}`}
      role="status"
      aria-busy="true"
      aria-label={t('overview.loading')}
    >
      <span className={classes.bone} style={{ blockSize: 96 }} />
      <div className={classes.cards} data-columns="3">
        {['cpu', 'memory', 'storage'].map(id => (
          <span key={id} className={classes.bone} style={{ blockSize: 108 }} />
        ))}
      </div>
      <div className={classes.cards} data-columns="4">
        {['cpu', 'memory', 'disk', 'net'].map(id => (
          <span key={id} className={classes.bone} style={{ blockSize: 210 }} />
        ))}
      </div>
    </div>
  )
}
