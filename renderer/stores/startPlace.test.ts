import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeHost } from '../testing/fleetData.ts'
import { firstAddress, go, useAddress } from './address.ts'
import { applyFleetEvents, emptyFleet, useFleet } from './fleet.ts'
import { openStartPlace, startAddress, startPlace } from './startPlace.ts'
import { useView } from './view.ts'

let close = () => {}
beforeEach(() => {
  useAddress.setState(firstAddress)
  useFleet.setState(emptyFleet)
  useView.setState({ startPage: 'last', lastAddress: '' })
})
afterEach(() => close())
const start = (urlNames = false) => {
  const place = startPlace(openStartPlace(urlNames))
  close = place.close
  return place
}
const fleetOf = (hosts: number) =>
  useFleet.setState(state =>
    applyFleetEvents(state, [
      { type: 'snapshot', sites: [], hosts: Array.from({ length: hosts }, (_, index) => makeHost(index)) },
    ]),
  )
const here = () => useAddress.getState().page

test('opens where the person was last, or the page they chose', () => {
  const lastAddress = '#/hosts?where=kvm'
  expect(startAddress({ startPage: 'last', lastAddress })).toBe(lastAddress)
  expect(startAddress({ startPage: 'storage', lastAddress })).toBe('#/storage')
  expect(startAddress({ startPage: 'last', lastAddress: '#/welcome' })).toBe('#/machines')
  expect(startAddress({ startPage: 'last', lastAddress: 'nonsense' })).toBe('#/machines')
})

test('the core’s view corrects the browser’s copy unless the person has gone elsewhere', () => {
  useView.setState({ lastAddress: '#/hosts' })
  const place = start()
  expect(here()).toBe('hosts')
  useView.setState({ lastAddress: '#/storage' })
  place.viewLoaded()
  expect(here()).toBe('storage')
  go({ page: 'activity' })
  useView.setState({ lastAddress: '#/hosts' })
  place.viewLoaded()
  expect(here()).toBe('activity')
})

test('an address in the URL always wins', () => {
  useView.setState({ lastAddress: '#/hosts' })
  const place = start(true)
  place.viewLoaded()
  fleetOf(0)
  expect(here()).toBe('machines')
})

test('a fleet without hosts opens the welcome; one with hosts stays', () => {
  start()
  fleetOf(0)
  expect(here()).toBe('welcome')
  close()
  useFleet.setState(emptyFleet)
  useAddress.setState(firstAddress)
  start()
  fleetOf(2)
  expect(here()).toBe('machines')
})

test('every place is remembered, also the first one when it is come back to', async () => {
  start()
  go({ page: 'hosts' })
  await vi.waitFor(() => expect(useView.getState().lastAddress).toBe('#/hosts'))
  go({ page: 'machines' })
  await vi.waitFor(() => expect(useView.getState().lastAddress).toBe('#/machines'))
})
