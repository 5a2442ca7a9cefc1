import { useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'

/** The name of the site or host that the page is about; null for the whole fleet. */
export function useScopeName(): string | null {
  const scope = useAddress(address => address.scope)
  return useFleet(({ sites, hosts }) => {
    if (scope.kind === 'site') return sites.find(site => site.id === scope.id)?.name ?? null
    return scope.kind === 'host' ? (hosts.get(scope.id)?.record.name ?? null) : null
  })
}
