import { Button } from '@mantine/core'
import { IconFilterOff, IconPlugConnected, IconServer2 } from '@tabler/icons-react'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMachines } from '../../stores/machines.ts'
import { useMatch } from '../../stores/match.ts'
import classes from './MachinesPage.module.css'

const widths = [150, 80, 70, 110, 60, 90]

/** What the list says when it has no rows, and why it has none. */
export function ListEmpty() {
  const { feed, ready, byKey } = useMachines()
  const hosts = useFleet(fleet => fleet.hosts)
  const fleetReady = useFleet(fleet => fleet.ready)
  const match = useMatch()
  const { query, scope } = useAddress()
  if (feed.error && !ready) return <ErrorState error={feed.error} />
  if (!ready || !fleetReady || match.busy) return <Skeleton />
  if (match.error) return <ErrorState error={match.error} />
  if (hosts.size === 0)
    return (
      <EmptyState
        icon={IconServer2}
        title="Add your first host"
        action={<Button onClick={() => openDialog({ kind: 'addHost' })}>Add host</Button>}
      >
        <p>
          NovaCron reaches libvirt hosts over SSH and installs nothing on them: an address such as{' '}
          <code>qemu+ssh://you@kvm1/system</code> and membership of the <code>libvirt</code> group there are
          enough.
        </p>
      </EmptyState>
    )
  if (query.trim())
    return (
      <EmptyState
        icon={IconFilterOff}
        title="No machine matches"
        action={
          <Button variant="default" onClick={() => go({ query: '' })}>
            Clear the filter
          </Button>
        }
      >
        <p>
          None of the {byKey.size} machines
          {scope.kind === 'fleet' ? '' : ' (or none in this part of the fleet)'} matches <code>{query}</code>.
        </p>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconPlugConnected}
      title={scope.kind === 'fleet' ? 'No machines yet' : 'No machines here'}
      action={
        scope.kind === 'fleet' ? undefined : (
          <Button variant="default" onClick={() => go({ scope: { kind: 'fleet' } })}>
            Show the whole fleet
          </Button>
        )
      }
    >
      <p>
        Machines show here as soon as a host has listed them. The connection summary above says how each host
        stands.
      </p>
    </EmptyState>
  )
}

/** The list's own shape while the first rows are under way. */
function Skeleton() {
  return (
    <div className={classes.skeleton} role="status" aria-label="Loading machines">
      {Array.from({ length: 16 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bones have no identity
        <div key={row} className={classes.bone}>
          {widths.map((width, column) => (
            <span key={width} style={{ width: width + ((row * 37 + column * 53) % 60) }} />
          ))}
        </div>
      ))}
    </div>
  )
}
