import type { Machine } from '../../../shared/models/machine.ts'
import { useMay } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { auditOf } from './auditOf.ts'
import classes from './Machine.module.css'

/** To who did what to a machine, for whoever may read the audit. */
export function AuditLink({ machine }: { machine: Pick<Machine, 'name'> }) {
  if (!useMay('audit.read')) return null
  return (
    <a className={classes.link} href={auditOf(machine)}>
      {t('machine.recent.audit')}
    </a>
  )
}
