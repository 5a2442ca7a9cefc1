import type { TransportSummary } from '../../shared/models/host.ts'
import { visible } from '../components/visible.ts'
import { t } from '../words/index.ts'
import { routeWords } from '../words/routeWords.ts'
import classes from './Dialog.module.css'

interface DecisionsProps {
  transport: Pick<TransportSummary, 'decisions'>
  /** The driver and the URI opened, where they are known. */
  lead?: React.ReactNode
}

/** How a host is or would be reached: each value with the line of ssh config, the URI or the default it came from. */
export function Decisions({ transport, lead }: DecisionsProps) {
  return (
    <dl className={classes.decisions} aria-label={t('dialogs.reached')}>
      {lead && (
        <>
          <dt>{t('dialogs.driver')}</dt>
          <dd>{lead}</dd>
        </>
      )}
      {transport.decisions.map(decision => (
        <Decision key={`${decision.label}${routeWords(decision.value)}`} {...decision} />
      ))}
    </dl>
  )
}

function Decision({ label, value, source }: TransportSummary['decisions'][number]) {
  const words = visible(routeWords(value))
  const from = source !== null && t('dialogs.from', { source: visible(routeWords(source)) })
  return (
    <>
      <dt>{t(`route.label.${label}`)}</dt>
      <dd>
        {typeof value === 'string' ? <code>{words}</code> : words}{' '}
        {from && <span className={classes.dim}>{from}</span>}
      </dd>
    </>
  )
}
