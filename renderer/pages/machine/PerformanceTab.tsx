import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import { formatDuration } from '../../../shared/units.ts'
import { ChartsOrWhy } from '../../components/chart/ChartsOrWhy.tsx'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { notMeasured, NotMeasured } from './NotMeasured.tsx'
import { BalloonCharts, DiskCharts, NicCharts, VcpuCharts } from './PartCharts.tsx'
import { ended, endedDetails, useMachineDetails, useMachineSamples } from './useMachineSamples.ts'
import { WholeCharts } from './WholeCharts.tsx'

/** The machine as a whole over minutes or hours, then each of its parts, live; one cursor for all. */
export function PerformanceTab({ machine }: { machine: Machine }) {
  const [hours, setHours] = useState(false)
  const { samples, sampler, error } = useMachineSamples(machine.key, hours)
  const details = useMachineDetails(machine.key)
  const idle = notMeasured(machine)
  const shown = useMemo(() => (idle ? ended(samples) : samples), [idle, samples])
  const parts = useMemo(() => (idle ? endedDetails(details) : details), [idle, details])
  if (idle && samples.length === 0 && details.length === 0) return <NotMeasured machine={machine} />
  return (
    <>
      <div className={classes.toolbar}>
        <SegmentedControl
          size="xs"
          aria-label={t('machine.performance.range')}
          value={hours ? 'hours' : 'minutes'}
          onChange={value => setHours(value === 'hours')}
          data={[
            { value: 'minutes', label: t('machine.performance.minutes') },
            { value: 'hours', label: t('machine.performance.hours') },
          ]}
        />
        <span className={classes.dim}>
          {idle
            ? machine.stale
              ? t('machine.charts.staleWhy')
              : t('machine.charts.offWhy')
            : sampler &&
              t(sampler.slowed ? 'machine.charts.slowed' : 'machine.charts.every', {
                time: formatDuration(sampler.intervalMs),
              })}
        </span>
      </div>
      <ChartsOrWhy error={error} any={samples.length + details.length > 0}>
        <div className={classes.chartGrid}>
          <WholeCharts machine={machine} samples={shown} />
        </div>
        <h2 className={classes.heading}>{t('machine.performance.parts')}</h2>
        {details.length === 0 ? (
          <p className={classes.dim}>{idle ? '' : t('machine.performance.noParts')}</p>
        ) : (
          <Parts machine={machine} samples={parts} />
        )}
      </ChartsOrWhy>
    </>
  )
}

/** Names of every part that any sample speaks of, in the order of the newest. */
function namesOf<Part>(
  samples: readonly MachineDetailSample[],
  parts: (sample: MachineDetailSample) => readonly Part[],
  name: (part: Part) => string,
): string {
  const names = new Set((samples.at(-1) ? parts(samples.at(-1) as MachineDetailSample) : []).map(name))
  for (const sample of samples) for (const part of parts(sample)) names.add(name(part))
  return [...names].join('\n')
}

const split = (names: string): string[] => (names === '' ? [] : names.split('\n'))

function Parts({ machine, samples }: { machine: Machine; samples: readonly MachineDetailSample[] }) {
  const vcpus = namesOf(
    samples,
    sample => sample.vcpus,
    vcpu => `${vcpu.index}`,
  )
  const disks = namesOf(
    samples,
    sample => sample.disks,
    disk => disk.name,
  )
  const nics = namesOf(
    samples,
    sample => sample.nics,
    nic => nic.name,
  )
  const indexes = useMemo(() => split(vcpus).map(Number), [vcpus])
  return (
    <div className={classes.chartGrid}>
      <VcpuCharts indexes={indexes} samples={samples} />
      <BalloonCharts machine={machine} samples={samples} />
      {split(disks).map(name => (
        <DiskCharts key={name} name={name} samples={samples} />
      ))}
      {split(nics).map(name => (
        <NicCharts key={name} name={name} machine={machine} samples={samples} />
      ))}
    </div>
  )
}
