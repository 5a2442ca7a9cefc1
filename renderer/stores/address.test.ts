import { expect, onTestFinished, test } from 'vitest'
import type { MachineKey } from '../../shared/ids.ts'
import { hostId } from '../testing/fleetData.ts'
import {
  firstAddress,
  followAddress,
  formatAddress,
  go,
  goScope,
  parseAddress,
  useAddress,
} from './address.ts'

test('an address survives the way through the URL', () => {
  const address = {
    ...firstAddress,
    scope: { kind: 'host' as const, id: hostId(3) },
    query: 'name:"a & b" memory>=8GiB #?',
    sort: [
      { column: 'cpuPercent', descending: true },
      { column: 'name', descending: false },
    ],
    group: ['host', 'state'],
    params: { since: '7d' },
    machine: `${hostId(3)}/${hostId(4)}` as MachineKey,
  }
  expect(parseAddress(formatAddress(address))).toEqual(address)
})

test('a page about one object names it in its path', () => {
  const machine = {
    ...firstAddress,
    page: 'machine' as const,
    id: `${hostId(3)}/${hostId(4)}`,
    tab: 'history',
  }
  expect(formatAddress(machine)).toBe(`#/machine/${hostId(3)}/${hostId(4)}/history`)
  expect(parseAddress(formatAddress(machine))).toEqual(machine)
  const host = { ...firstAddress, page: 'host' as const, id: hostId(3) }
  expect(parseAddress(formatAddress(host))).toEqual(host)
  expect(parseAddress('#/machine/nonsense')).toEqual(firstAddress)
  expect(parseAddress('#/nowhere/at/all')).toEqual(firstAddress)
  expect(parseAddress('#/settings/data')).toEqual({ ...firstAddress, page: 'settings', tab: 'data' })
})

test('another list starts plain but keeps the part of the fleet', () => {
  const scope = { kind: 'host' as const, id: hostId(3) }
  go({ page: 'machines', scope, query: 'web', group: ['host'] })
  go({ page: 'hosts' })
  expect(useAddress.getState()).toEqual({ ...firstAddress, page: 'hosts', scope })
  go({ page: 'settings' })
  expect(useAddress.getState()).toEqual({ ...firstAddress, page: 'settings' })
  goScope(scope)
  expect(useAddress.getState()).toEqual({ ...firstAddress, scope })
})

test('the plain page has a plain address', () => {
  expect(formatAddress(firstAddress)).toBe('#/machines')
  expect(parseAddress('')).toEqual(firstAddress)
})

test('what cannot be read stays at the default', () => {
  expect(parseAddress('#/machines?in=host:nonsense&sort=%3Cscript%3E&group=1%202&machine=x')).toEqual(
    firstAddress,
  )
  expect(parseAddress(`#/machines?where=${'x'.repeat(5000)}`).query).toHaveLength(4000)
})

test('a link or a step back leaves what it does not change the same object', () => {
  go({ page: 'storage', scope: { kind: 'host', id: hostId(1) }, query: 'a', params: { open: 'x' } })
  const end = followAddress()
  onTestFinished(end)
  const before = useAddress.getState()
  const follows = (address: typeof before) => {
    window.history.replaceState(null, '', formatAddress(address))
    window.dispatchEvent(new Event('hashchange'))
    return useAddress.getState()
  }
  const queried = follows({ ...before, query: 'b' })
  expect(queried).toEqual({ ...before, query: 'b' })
  expect(queried.scope).toBe(before.scope)
  expect(queried.sort).toBe(before.sort)
  expect(queried.params).toBe(before.params)
  expect(follows({ ...before, scope: { kind: 'host', id: hostId(2) } }).scope).toEqual({
    kind: 'host',
    id: hostId(2),
  })
})
