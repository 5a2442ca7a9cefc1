import { expect, test } from 'vitest'
import type { MachineKey } from '../../shared/ids.ts'
import { hostId } from '../testing/fleetData.ts'
import { firstAddress, formatAddress, parseAddress } from './address.ts'

test('an address survives the way through the URL', () => {
  const address = {
    ...firstAddress,
    scope: { kind: 'host' as const, id: hostId(3) },
    query: 'name:"a & b" memory>=8GiB #?',
    sort: [
      { column: 'cpuPercent', descending: true },
      { column: 'name', descending: false },
    ],
    group: 'host',
    machine: `${hostId(3)}/${hostId(4)}` as MachineKey,
  }
  expect(parseAddress(formatAddress(address))).toEqual(address)
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
