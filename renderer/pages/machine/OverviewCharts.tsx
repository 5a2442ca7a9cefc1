import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { ChartsOrWhy } from '../../components/chart/ChartsOrWhy.tsx'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { notMeasured, NotMeasured } from './NotMeasured.tsx'
import { ended, useMachineSamples } from './useMachineSamples.ts'
import { WholeCharts } from './WholeCharts.tsx'

const HEIGHT = 96

/** The machine's last minutes under one cursor. */
export function OverviewCharts({ machine }: { machine: Machine }) {
  const { samples, error } = useMachineSamples(machine.key)
  const idle = notMeasured(machine)
  const shown = useMemo(() => (idle ? ended(samples) : samples), [idle, samples])
  if (samples.length === 0 && idle) return <NotMeasured machine={machine} />
  return (
    <ChartsOrWhy error={error} any={samples.length > 0}>
      <section className={`${classes.card} ${classes.charts}`} aria-label={t('machine.tabs.performance')}>
        <WholeCharts machine={machine} samples={shown} height={HEIGHT} />
      </section>
    </ChartsOrWhy>
  )
}
