import type { TransportSummary } from '../../shared/models/host.ts'
import { t } from '../words/index.ts'
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
      {transport.decisions.map(({ label, value, source }) => (
        <Decision key={`${label}${value}`} label={label} value={value} source={source} />
      ))}
    </dl>
  )
}

function Decision({ label, value, source }: TransportSummary['decisions'][number]) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <code>{value}</code> {source && <span className={classes.dim}>{t('dialogs.from', { source })}</span>}
      </dd>
    </>
  )
}
