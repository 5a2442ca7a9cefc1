import { IconArrowRight } from '@tabler/icons-react'
import type { PlannedAction } from '../../shared/models/task.ts'
import { CopyButton } from '../components/CopyButton.tsx'
import { StateBadge } from '../components/StateBadge.tsx'
import { visible } from '../components/visible.ts'
import { t } from '../words/index.ts'
import { skipWords } from '../words/skipWords.ts'
import classes from './Dialog.module.css'

/** Rows and lines shown at most; the rest is counted, and copied. */
const SHOWN = 200

/** What happens to which machine on which host, and what is left alone and why. */
export function PlanTable({ plan }: { plan: readonly PlannedAction[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.plan} tabIndex={0} aria-label={t('machine.confirm.plan')}>
      <table className={classes.planTable}>
        <thead>
          <tr>
            <th scope="col">{t('machine.confirm.machine')}</th>
            <th scope="col">{t('machine.confirm.host')}</th>
            <th scope="col">{t('machine.confirm.what')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.slice(0, SHOWN).map(item => (
            <tr key={item.key} className={item.skip === null ? undefined : classes.skipped}>
              <td className={classes.planName}>
                <bdi title={visible(item.name)}>{visible(item.name)}</bdi>
              </td>
              <td className={classes.planHost}>
                <bdi>{visible(item.host)}</bdi>
              </td>
              <td>
                {item.skip === null ? (
                  <Change item={item} />
                ) : (
                  t('machine.confirm.leftAlone', { why: skipWords(item.skip) })
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.length > SHOWN && (
        <p className={`${classes.dim} ${classes.small}`}>
          {t('machine.confirm.more', { count: plan.length - SHOWN })}
        </p>
      )}
    </section>
  )
}

function Change({ item: { state, nextState } }: { item: PlannedAction }) {
  return (
    <span className={classes.change}>
      <StateBadge machine={{ state, stateReason: null, stale: false }} />
      {nextState && nextState !== state && (
        <>
          <IconArrowRight size={13} role="img" aria-label={t('machine.confirm.becomes')} />
          <StateBadge machine={{ state: nextState, stateReason: null, stale: false }} />
        </>
      )}
    </span>
  )
}

/** The same as virsh lines, to learn from or to paste elsewhere. */
export function VirshLines({ runs }: { runs: readonly PlannedAction[] }) {
  const lines = runs.map(item => item.virsh)
  return (
    <details className={classes.disclosure} open={runs.length <= 3}>
      <summary>{t('machine.confirm.virsh')}</summary>
      <pre className={classes.lines}>{lines.slice(0, SHOWN).join('\n')}</pre>
      <div style={{ marginBlockStart: 6 }}>
        <CopyButton text={lines.join('\n')} label={t('machine.confirm.copy', { count: runs.length })} />
      </div>
    </details>
  )
}
