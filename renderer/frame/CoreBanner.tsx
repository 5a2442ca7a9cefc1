import { Button } from '@mantine/core'
import { formatDuration } from '../../shared/units.ts'
import { useApi } from '../api/client.ts'
import { Banner } from '../components/Messages.tsx'
import { isLive } from '../components/hostState.ts'
import { useClockText } from '../stores/clock.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'

/** What is true of everything on screen: the core cannot be reached, or the local network is in doubt. */
export function CoreBanner() {
  const { core, client } = useApi()
  const link = core.state()
  const hosts = useFleet(fleet => fleet.hosts)
  const retry = useClockText(now =>
    link.retryAtMs === null || link.retryAtMs <= now
      ? 'Trying now.'
      : `Next try in ${formatDuration(Math.ceil((link.retryAtMs - now) / 1000) * 1000)}.`,
  )
  if (link.phase === 'down' && link.everUp)
    return (
      <Banner
        tone="busy"
        action={
          <Button variant="default" onClick={() => core.retryNow()}>
            Try now
          </Button>
        }
      >
        <b>{link.problem?.message ?? 'NovaCron’s core does not answer.'}</b> What you see is as it was when it
        went away. {retry}
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
            Retry all
          </Button>
        }
      >
        <b>No host answers: this computer’s network is the likely cause.</b> One host is tried in turn;
        everything shown is the last known state.
      </Banner>
    )
  const wanted = all.filter(host => host.record.autoConnect)
  if (wanted.length > 1 && !wanted.some(host => isLive(host.state)))
    return (
      <Banner tone="warn">
        <b>No host is live yet.</b> Every row shows the last known state with its age.
      </Banner>
    )
  return null
}
