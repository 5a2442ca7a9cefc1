import { Button } from '@mantine/core'
import { IconLock, IconServer2 } from '@tabler/icons-react'
import type { FleetOverview } from '../../../shared/contract/index.ts'
import layout from '../../components/layout.module.css'
import { ListHead } from '../../components/list/ListHead.tsx'
import { RetryButton, RetryWords } from '../../components/Retrying.tsx'
import { useScopeName } from '../../components/list/useScopeName.ts'
import { Banner, EmptyState, ErrorState } from '../../components/Messages.tsx'
import { go } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMay } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import { AttentionList } from './AttentionList.tsx'
import { CapacitySection, GivenSection } from './CapacitySection.tsx'
import { HostsSection } from './HostsSection.tsx'
import classes from './Overview.module.css'
import { OverviewSkeleton } from './OverviewSkeleton.tsx'
import { SitesSection } from './SitesSection.tsx'
import { TopSection } from './TopSection.tsx'
import { useOverview } from './useOverview.ts'

/** Is anything wrong, how full are we, who uses it, and how do hosts and sites stand. */
export function OverviewPage() {
  const { picture, feed } = useOverview()
  const hosts = useFleet(fleet => (fleet.ready ? fleet.hosts.size : null))
  const place = useScopeName()
  const lost = useFleet(fleet => fleet.lost)
  return (
    <div className={layout.page}>
      <ListHead
        title={place === null ? t('overview.label') : t('overview.site', { name: place })}
        facts={picture && picture.hostCount > 0 ? factsOf(picture) : []}
      />
      {picture && (feed.error ?? lost) && (
        <Banner
          tone="warn"
          action={feed.error && <RetryButton error={feed.error} variant="default" size="compact-xs" />}
        >
          {feed.error ? t('overview.lost', { message: feed.error.message }) : t('overview.lostLink')}{' '}
          {feed.error && <RetryWords error={feed.error} />}
        </Banner>
      )}
      <Body picture={picture} error={feed.error} none={hosts === 0} />
    </div>
  )
}

function factsOf({ phases, hostCount, states, staleMachines }: FleetOverview): string[] {
  // Whether those of lost hosts run is not known: they are counted apart.
  const machines = Object.values(states).reduce((sum, count) => sum + count, 0)
  const live = phases.live + phases.degraded
  return [
    t('overview.live', { live, count: hostCount }),
    ...(machines > 0 || staleMachines === 0
      ? [t('overview.running', { running: states.running + states.blocked, count: machines })]
      : []),
    ...(staleMachines > 0 ? [t('overview.stale', { count: staleMachines })] : []),
  ]
}

function Body({
  picture,
  error,
  none,
}: {
  picture: FleetOverview | null
  error: ReturnType<typeof useOverview>['feed']['error']
  none: boolean
}) {
  const mayAdd = useMay('host.manage')
  if ((none || picture?.hostCount === 0) && !mayAdd)
    return (
      <div className={layout.middle}>
        <EmptyState icon={IconLock} title={t('session.can.emptyTitle')}>
          <p>{t('session.can.emptyWhat')}</p>
        </EmptyState>
      </div>
    )
  if (none || picture?.hostCount === 0)
    return (
      <div className={layout.middle}>
        <EmptyState
          icon={IconServer2}
          title={t('overview.none')}
          action={<Button onClick={() => go({ page: 'welcome' })}>{t('overview.find')}</Button>}
        >
          <p>{t('overview.noneWhy')}</p>
        </EmptyState>
      </div>
    )
  if (!picture)
    return error ? (
      <div className={layout.middle}>
        <ErrorState error={error} />
      </div>
    ) : (
      <OverviewSkeleton />
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={`${layout.body} ${classes.body}`} tabIndex={0} aria-label={t('overview.label')}>
      <AttentionList troubles={picture.attention} count={picture.attentionCount} />
      {picture.capacity.partHosts === picture.hostCount ? (
        <GivenSection capacity={picture.capacity} />
      ) : (
        <CapacitySection {...picture} />
      )}
      <TopSection top={picture.top} />
      <HostsSection picture={picture} />
      {picture.sites.length > 0 && <SitesSection sites={picture.sites} />}
    </section>
  )
}
