import { IconChartLine } from '@tabler/icons-react'
import type { Machine } from '../../../shared/models/machine.ts'
import { EmptyState } from '../../components/Messages.tsx'
import { t } from '../../words/index.ts'

/** Whether nothing can be measured of the machine now. */
export const notMeasured = (machine: Pick<Machine, 'stale' | 'id'>): boolean =>
  machine.stale || machine.id === null

/** In place of charts: why there are none. */
export function NotMeasured({ machine }: { machine: Machine }) {
  return (
    <EmptyState
      icon={IconChartLine}
      title={machine.stale ? t('machine.charts.stale') : t('machine.charts.off')}
    >
      <p>{machine.stale ? t('machine.charts.staleWhy') : t('machine.charts.offWhy')}</p>
    </EmptyState>
  )
}
