import type { ReactNode } from 'react'
import type { FleetThing } from '../../shared/models/access.ts'
import { later } from '../components/later.ts'
import { useSeen } from '../components/useSeen.ts'
import { isScoped, useAddress } from '../stores/address.ts'
import { useFleet } from '../stores/fleet.ts'

const PlaceGone = later(() => import('./PlaceGone.tsx').then(m => m.PlaceGone))

/** A page about a part of the fleet, or, where that part is not there, what is known of it. */
export function InPlace({ children }: { children: ReactNode }) {
  const place = useAddress(placeOf)
  const id = place.kind === 'fleet' ? null : place.id
  const isThere = useFleet(
    ({ sites, hosts }) =>
      place.kind === 'fleet' ||
      (place.kind === 'host' ? hosts.has(place.id) : sites.some(site => site.id === place.id)),
  )
  const ready = useFleet(fleet => fleet.ready)
  const seen = useSeen(id, isThere)
  if (place.kind === 'fleet' || isThere || !ready) return children
  const thing: FleetThing =
    place.kind === 'host' ? { kind: 'host', hostId: place.id } : { kind: 'site', siteId: place.id }
  return <PlaceGone place={thing} seen={seen} />
}

const wholeFleet = { kind: 'fleet' } as const
const placeOf = ({ page, scope }: Pick<ReturnType<typeof useAddress.getState>, 'page' | 'scope'>) =>
  isScoped(page) ? scope : wholeFleet
