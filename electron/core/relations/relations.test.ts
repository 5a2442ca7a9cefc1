import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeDaemon } from '../inventory/testing/fakeDaemon.ts'
import { until, World } from '../inventory/testing/world.ts'
import { Relations } from './relations.ts'
import { pool, volume } from './testing/known.ts'

let world: World
let relations: Relations
beforeEach(() => {
  world = new World()
  relations = new Relations({ inventory: world.inventory, registry: world.directory, store: world.store })
})
afterEach(async () => {
  relations.close()
  await world[Symbol.asyncDispose]()
})

const uuid = '00000000-0000-4000-8000-000000000001'

test('reads what is stored before any host is reached, and says that it is old', () => {
  const { id } = world.host('alpha')
  world.store.resources.replace(id, 'pool', [pool('images')], 1)
  world.store.resources.replace(id, 'volume', [volume('images', 'a')], 1)
  expect(relations.storage().volumes).toMatchObject([{ name: 'a', unused: true, doubts: ['stale'] }])
  expect(relations.graph({ kind: 'host', id }).nodes.map(node => node.kind)).toEqual(['host', 'pool'])
})

test('computes again when something that matters changed, and keeps the rows that did not', async () => {
  const { id } = world.host('alpha')
  world.host('beta')
  const daemon = new FakeDaemon()
  daemon.add({ uuid, name: 'one' })
  let told = 0
  relations.onChange(() => told++)
  const before = relations.storage()
  expect(relations.storage()).toBe(before)
  await world.directory.goLive(id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(id)
  await until(() => told > 0)
  expect(relations.storage()).not.toBe(before)
  const kept = relations.storage()
  const [first] = relations.graph({ kind: 'fleet' }).nodes.filter(node => node.kind === 'machine')
  expect(first?.label).toBe('one')
  world.directory.tell({ type: 'sites', sites: [] })
  expect(relations.storage()).not.toBe(kept)
  expect(relations.storage().volumes).toEqual(kept.volumes)
  for (const [at, row] of kept.volumes.entries()) expect(relations.storage().volumes[at]).toBe(row)
})
