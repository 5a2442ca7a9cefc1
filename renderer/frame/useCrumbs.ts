import { useMemo } from 'react'
import type { MachineKey } from '../../shared/ids.ts'
import { useAddress } from '../stores/address.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { useAllWords } from '../words/useAllWords.ts'
import { type Crumb, crumbs } from './crumbs.ts'

/** The way to where the person is, kept true while names and sites change. */
export function useCrumbs(): Crumb[] {
  const sites = useFleet(fleet => fleet.sites)
  const hosts = useFleet(fleet => fleet.hosts)
  const { page, id, tab: section, scope } = useAddress()
  // What a page's sections are called comes with the other pages' words.
  const tab = useAllWords() ? section : null
  const machine = useMachines(state =>
    page === 'machine' && id !== null ? state.byKey.get(id as MachineKey) : undefined,
  )
  return useMemo(
    () => crumbs({ sites, hosts }, { page, id, tab, scope }, machine),
    [sites, hosts, page, id, tab, scope, machine],
  )
}
