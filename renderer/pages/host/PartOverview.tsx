import type { HostView } from '../../../shared/models/host.ts'
import { formatBytes } from '../../../shared/units.ts'
import { t } from '../../words/index.ts'
import { Card, Facts } from './Facts.tsx'
import classes from './Host.module.css'

/** A host that is known only as where one's machines are: what those were given, and why there is no more. */
export function PartOverview({ host: { capacity, runningCount, machineCount } }: { host: HostView }) {
  return (
    <div className={classes.columns}>
      <Card title={t('host.part.title')}>
        <Facts
          items={[
            [
              t('host.overview.running'),
              t('hosts.runningOf', { running: runningCount, total: machineCount }),
            ],
            [
              t('host.overview.vcpus'),
              t('host.part.of', { running: capacity.runningVcpus, all: capacity.definedVcpus }),
            ],
            [
              t('host.overview.memoryRunning'),
              t('host.part.of', {
                running: formatBytes(capacity.runningMemoryBytes),
                all: formatBytes(capacity.definedMemoryBytes),
              }),
            ],
          ]}
        />
      </Card>
      <Card title={t('host.part.only')}>
        <p className={classes.dim}>{t('host.part.why', { right: t('rights.host_read') })}</p>
      </Card>
    </div>
  )
}
