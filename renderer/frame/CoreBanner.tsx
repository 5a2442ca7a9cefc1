import { Button } from '@mantine/core'
import { formatDuration } from '../../shared/units.ts'
import { useApi } from '../api/client.ts'
import { Banner } from '../components/Messages.tsx'
import { isLive } from '../components/hostState.ts'
import { useClockText } from '../stores/clock.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'

/** What is true of everything on screen: the core cannot be reached, or the local network is in doubt. */
export function CoreBanner() {
  const { core, client } = useApi()
  const link = core.state()
  const hosts = useFleet(fleet => fleet.hosts)
  const retry = useClockText(now =>
    link.retryAtMs === null || link.retryAtMs <= now
      ? t('frame.banner.now')
      : t('frame.banner.next', {
          time: formatDuration(Math.ceil((link.retryAtMs - now) / 1000) * 1000),
        }),
  )
  if (link.phase === 'down' && link.everUp)
    return (
      <Banner
        tone="busy"
        action={
          <Button variant="default" onClick={() => core.retryNow()}>
            {t('frame.banner.tryNow')}
          </Button>
        }
      >
        <b>{link.problem?.message ?? t('frame.banner.down')}</b> {t('frame.banner.downWhy')} {retry}
      </Banner>
    )
  const all = [...hosts.values()]
  const suspect = all.some(host => host.state.networkSuspect)
  if (suspect)
    return (
      <Banner
        tone="warn"
        action={
          <Button
            variant="default"
            onClick={() => client.app.retryAll().catch((error: unknown) => tellError(error))}
          >
            {t('frame.banner.retryAll')}
          </Button>
        }
      >
        <b>{t('frame.banner.network')}</b> {t('frame.banner.networkWhy')}
      </Banner>
    )
  const wanted = all.filter(host => host.record.autoConnect)
  if (wanted.length > 1 && !wanted.some(host => isLive(host.state)))
    return (
      <Banner tone="warn">
        <b>{t('frame.banner.none')}</b> {t('frame.banner.noneWhy')}
      </Banner>
    )
  return null
}
