import type { TablerIcon } from '@tabler/icons-react'
import { EmptyState } from '../components/Messages.tsx'
import { useFleet } from '../stores/fleet.ts'
import { AddHostButton } from './AddHostButton.tsx'

interface NothingListedProps {
  icon: TablerIcon
  title: string
  /** What is said where there are hosts, but nothing of this kind on them. */
  text: string
  /** What is said before the first host is added, and the name of the way there. */
  noHosts: string
  addHost: string
}

/** In place of a list of things of hosts that has no rows; leads to adding the first host where there is none. */
export function NothingListed({ icon, title, text, noHosts, addHost }: NothingListedProps) {
  const isEmpty = useFleet(fleet => fleet.hosts.size === 0)
  return (
    <EmptyState icon={icon} title={title} action={isEmpty && <AddHostButton>{addHost}</AddHostButton>}>
      <p>{isEmpty ? noHosts : text}</p>
    </EmptyState>
  )
}
