import type { FleetThing } from '../../shared/models/access.ts'
import { NotHere } from '../components/NotHere.tsx'
import { go } from '../stores/address.ts'
import { t } from '../words/index.ts'

/** In place of a page about a part of the fleet that is not there; leads to the same page about all of it. */
export function PlaceGone({ place, seen }: { place: FleetThing; seen: boolean }) {
  return (
    <NotHere
      thing={place}
      seen={seen}
      onLeave={{ label: t('machines.wholeFleet'), go: () => go({ scope: { kind: 'fleet' } }) }}
    />
  )
}
