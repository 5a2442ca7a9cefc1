import { useEffect, useMemo, useState } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { useAddress } from '../../stores/address.ts'
import { hostsOfSite, useFleet } from '../../stores/fleet.ts'
import { useMachines } from '../../stores/machines.ts'
import { useMatch } from '../../stores/match.ts'
import { metricsBoard } from '../../stores/metrics.ts'

const CALM_MS = 250
const RESORT_MS = 2_000

/** The machines of the chosen part of the fleet, and those of them that the query matches, at the list's own calm pace. */
export function useMachineRows(): { all: readonly Machine[]; matching: readonly Machine[] } {
  const byKey = useCalm(
    useMachines(state => state.byKey),
    CALM_MS,
  )
  const keys = useMatch(state => state.keys)
  const hosts = useScopeHosts()
  const all = useMemo(() => {
    const rows = [...byKey.values()]
    return hosts ? rows.filter(machine => hosts.has(machine.hostId)) : rows
  }, [byKey, hosts])
  const matching = useMemo(() => (keys ? all.filter(machine => keys.has(machine.key)) : all), [all, keys])
  return { all, matching }
}

/** Hosts in the chosen part of the fleet; null is all of them. */
export function useScopeHosts(): ReadonlySet<HostId> | null {
  const scope = useAddress(address => address.scope)
  const sites = useFleet(fleet => fleet.sites)
  const hosts = useFleet(fleet => fleet.hosts)
  const joined = useMemo(() => {
    if (scope.kind === 'fleet') return null
    return scope.kind === 'host' ? scope.id : hostsOfSite({ sites, hosts }, scope.id).join()
  }, [scope, sites, hosts])
  return useMemo(() => (joined === null ? null : new Set(joined.split(',') as HostId[])), [joined])
}

/** A value that changes at most once in so many milliseconds; the first change passes at once. */
export function useCalm<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState({ value, atMs: 0 })
  useEffect(() => {
    if (value === calm.value) return
    const timer = setTimeout(
      () => setCalm({ value, atMs: performance.now() }),
      Math.max(0, calm.atMs + ms - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [value, calm, ms])
  return calm.value
}

/** Counts up as samples come, at a calm pace, while the list is sorted by one of them. */
export function useResort(live: boolean): number {
  const [version, setVersion] = useState(0)
  useEffect(() => {
    if (!live) return
    let touched = false
    const stop = metricsBoard.listen('*', () => {
      touched = true
    })
    const timer = setInterval(() => {
      if (touched) setVersion(before => before + 1)
      touched = false
    }, RESORT_MS)
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [live])
  return version
}
