import { expect, test } from 'vitest'
import type { SiteId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import { fleetUuid } from '../testing/fleet.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'

function site(name: string, parent: Site | null = null, more: Partial<Site> = {}): Site {
  const id = fleetUuid(`site ${name}`) as SiteId
  return { id, parentId: parent?.id ?? null, name, production: false, options: {}, ...more }
}

const europe = site('Europe')
const berlin = site('Berlin', europe, { production: true, options: { tickMs: 5_000, jump: ['a@b:22'] } })
const rack = site('Rack', berlin)

test('come back as they went in, by name', () => {
  using test = temporaryStore()
  for (const each of [europe, berlin, rack]) test.store.sites.insert(each)
  expect(test.store.sites.list()).toEqual([berlin, europe, rack])
  test.store.sites.update({ ...rack, name: 'A rack', parentId: null, production: true })
  expect(test.store.sites.list()[0]).toEqual({ ...rack, name: 'A rack', parentId: null, production: true })
})

test('never become their own ancestor', () => {
  using test = temporaryStore()
  for (const each of [europe, berlin, rack]) test.store.sites.insert(each)
  for (const parent of [europe, berlin, rack]) {
    expect(() => test.store.sites.update({ ...europe, parentId: parent.id })).toThrow(
      expect.objectContaining({ code: 'input.invalid' }),
    )
  }
  const lonely = site('Lonely')
  expect(() => test.store.sites.insert({ ...lonely, parentId: lonely.id })).toThrow(
    expect.objectContaining({ code: 'input.invalid' }),
  )
  expect(test.store.sites.list()).toEqual([berlin, europe, rack])
  test.store.sites.update({ ...rack, parentId: europe.id })
  test.store.sites.update({ ...berlin, parentId: rack.id })
  expect(test.store.sites.list().find(({ id }) => id === berlin.id)?.parentId).toBe(rack.id)
})

test('removal lifts what was inside one level up', () => {
  using test = temporaryStore()
  for (const each of [europe, berlin, rack]) test.store.sites.insert(each)
  test.store.hosts.insert(hostRecord(1, { siteId: berlin.id }))
  test.store.hosts.insert(hostRecord(2, { siteId: rack.id }))
  test.store.sites.remove(berlin.id)
  expect(test.store.sites.list()).toEqual([europe, { ...rack, parentId: europe.id }])
  expect(test.store.hosts.list().map(host => host.siteId)).toEqual([europe.id, rack.id])
  test.store.sites.remove(europe.id)
  test.store.sites.remove(rack.id)
  expect(test.store.sites.list()).toEqual([])
  expect(test.store.hosts.list().map(host => host.siteId)).toEqual([null, null])
})

test('what is gone is said to be gone', () => {
  using test = temporaryStore()
  expect(() => test.store.sites.update(europe)).toThrow(expect.objectContaining({ code: 'name.unknown' }))
  expect(() => test.store.sites.insert(berlin)).toThrow(expect.objectContaining({ code: 'host.unknown' }))
  test.store.sites.remove(europe.id)
  expect(test.store.sites.list()).toEqual([])
})
