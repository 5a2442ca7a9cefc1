import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { FleetOverview } from '../../../shared/contract/index.ts'
import { formatAge } from '../../../shared/units.ts'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { useClockText } from '../../stores/clock.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { useTroubleAction } from './useTroubleAction.ts'
import classes from './Overview.module.css'
import { type Trouble, troubleText, troubleTitle } from './troubleWords.ts'
import { visible } from '../../components/visible.ts'

/** What is wrong, the worst first, each with the step that helps. */
export function AttentionList({ troubles, count }: { troubles: FleetOverview['attention']; count: number }) {
  return (
    <section className={classes.section} aria-labelledby="overview-attention">
      <header className={classes.sectionHead}>
        <h2 id="overview-attention">{t('overview.attention.title')}</h2>
        {count > 0 && <span className={classes.dim}>{t('overview.attention.count', { count })}</span>}
      </header>
      {count === 0 ? (
        <p className={classes.well}>
          <IconCircleCheck size={18} aria-hidden="true" />
          <span>
            <b>{t('overview.attention.well')}</b> {t('overview.attention.wellWhy')}
          </span>
        </p>
      ) : (
        <ul className={classes.troubles}>
          {troubles.map(trouble => (
            <TroubleLine key={trouble.id} trouble={trouble} />
          ))}
          {count > troubles.length && (
            <li className={`${classes.rest} ${classes.dim}`}>
              {t('overview.attention.more', { count: count - troubles.length })}
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

/** For how long something is so; “for 0 s” would say nothing. */
const sinceText = (ageMs: number): string =>
  ageMs < 1_000 ? t('overview.attention.now') : t('overview.attention.since', { age: formatAge(ageMs) })

function TroubleLine({ trouble }: { trouble: Trouble }) {
  const mark = trouble.severity === 'critical' ? 'bad' : 'warn'
  const { sinceMs } = trouble
  const since = useClockText(now => (sinceMs === null ? '' : sinceText(now - sinceMs)))
  const text = troubleText(trouble)
  const action = useTroubleAction(trouble)
  const title = troubleTitle(trouble)
  return (
    <li className={classes.trouble}>
      <span className={`${badge.badge} ${badge[mark]}`}>
        <StateMark mark={mark} />
        <span className="visually-hidden">{t(`overview.attention.${trouble.severity}`)}</span>
      </span>
      <button type="button" className={classes.subject} onClick={action.open}>
        <bdi title={title}>{visible(title)}</bdi>
      </button>
      <bdi className={classes.dim}>
        {'host' in trouble && title !== trouble.host ? visible(trouble.host) : ''}
      </bdi>
      <span className={classes.why} title={text}>
        {text}
      </span>
      <time
        className={classes.dim}
        dateTime={sinceMs === null ? undefined : new Date(sinceMs).toISOString()}
        title={sinceMs === null ? undefined : formatMoment(sinceMs)}
      >
        {since}
      </time>
      <Button
        size="compact-xs"
        variant="default"
        onClick={action.run}
        disabled={action.refused !== null}
        title={action.refused ?? undefined}
        aria-label={`${action.label}: ${title}`}
      >
        {action.label}
      </Button>
    </li>
  )
}
