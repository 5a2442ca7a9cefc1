import type { HostView } from '../../../shared/models/host.ts'
import { formatBytes, formatPercent } from '../../../shared/units.ts'
import { useRefusals } from '../../actions/useRefusals.ts'
import { BarCell } from '../../components/chart/BarCell.tsx'
import { FailedText } from '../../components/FailedText.tsx'
import { isLive } from '../../components/hostState.ts'
import { t } from '../../words/index.ts'
import { memoryOf } from '../hosts/hostRow.ts'
import { type HostNow, useHostSample } from '../machines/useHostSample.ts'
import { Card } from './Facts.tsx'
import classes from './Host.module.css'

const measuring = ['metrics.read'] as const

/** How busy the host is at this moment; where that is not known, why. */
export function Now({ host }: { host: HostView }) {
  const live = isLive(host.state)
  const hostId = host.record.id
  const now = useHostSample(hostId, live)
  const refused = useRefusals(measuring, { kind: 'host', hostId }).get('metrics.read')
  const { sample } = now
  const memory = memoryOf({ key: hostId, host }, sample)
  return (
    <Card title={t('host.overview.now')}>
      <div className={classes.bar}>
        <span className={classes.dim}>{t('host.overview.busy')}</span>
        <BarCell value={sample?.cpuPercent ?? null} of={100} format={formatPercent} />
      </div>
      <div className={classes.bar}>
        <span className={classes.dim}>{t('host.overview.memory')}</span>
        <BarCell value={memory.value} of={memory.of} />
        {memory.value !== null && (
          <small className={classes.given}>
            {t('host.overview.memoryIs', {
              running: formatBytes(memory.value),
              memory: formatBytes(memory.of),
            })}
          </small>
        )}
      </div>
      {live && now.error ? (
        <div role="alert">
          <FailedText error={now.error} titled />
        </div>
      ) : (
        <Missing words={live ? missing(now, memory.value, refused) : t('host.overview.nowNotLive')} />
      )}
    </Card>
  )
}

function Missing({ words }: { words: string | null }) {
  return words === null ? null : <p className={classes.dim}>{words}</p>
}

/** Why a live host's values are not there; null where they are. */
function missing({ sample, measured }: HostNow, memory: number | null, refused?: string): string | null {
  if (!sample && refused !== undefined) return refused
  if (!sample) return measured ? t('host.overview.nowUntold') : t('host.performance.waiting')
  if (sample.cpuPercent === null)
    return memory === null ? t('host.overview.nowUntold') : t('host.overview.cpuNext')
  return memory === null ? t('host.overview.memoryUntold') : null
}
