import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ContractClient, fromCallError } from '../../../shared/contract/client.ts'
import { GraphPart, NetworksEvent, StorageEvent } from '../../../shared/contract/index.ts'
import { GraphJoin } from '../../../shared/graphParts.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { type Core, createCore } from '../core.ts'
import { connectLibvirt, type LibvirtClient } from '../libvirt/index.ts'
import { createLog } from '../log.ts'
import { connectUnix, libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { limitedSeat } from '../access/testing/limited.ts'
import { ownerCaller } from './caller.ts'
import { createRouter } from './router.ts'

let folder: string
let core: Core
const fleet = { scope: { kind: 'fleet' } } as const
const nowhere = { scope: { kind: 'host', id: '00000000-0000-4000-8000-000000000000' as never } } as const

function clientWith(permissions?: Permission[]): ContractClient {
  const caller = ownerCaller('test')
  if (permissions) caller.seat = limitedSeat(permissions)
  return createRouterClient(createRouter(core), { context: { caller, log: core.log } })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-storage-'))
  core = await createCore({ folder, log: createLog('silent'), shell: 'test' })
})
afterAll(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

async function* checked<T>(stream: AsyncIterable<T>, schema: { parse(value: unknown): unknown }) {
  for await (const event of stream) {
    expect(schema.parse(event)).toEqual(event)
    yield event
  }
}

async function take<T>(stream: AsyncIterable<T>, count: number): Promise<T[]> {
  const events: T[] = []
  for await (const event of stream) {
    events.push(event)
    if (events.length === count) break
  }
  return events
}

test('an empty fleet is told as one, at once', async () => {
  const client = clientWith()
  const [summary, rows] = await take(checked(await client.storage.watch(fleet), StorageEvent), 2)
  expect(summary).toMatchObject({ type: 'summary', totals: { pools: 0, capacityBytes: null }, hosts: [] })
  expect(rows).toMatchObject({ type: 'rows', first: true, more: false, pools: [], volumes: [] })
  const [, networks] = await take(checked(await client.networks.watch(nowhere), NetworksEvent), 2)
  expect(networks).toMatchObject({ type: 'rows', first: true, more: false, networks: [] })
  const [graph] = await take(checked(await client.topology.watch(fleet), GraphPart), 1)
  expect(graph).toEqual({ first: true, nodes: [], edges: [], whole: { machines: 0, leftOut: 0 } })
})

test('who may not see machines is shown storage and networks all the same, and no picture of machines', async () => {
  const keeper = clientWith(['host.read', 'storage.read', 'network.read'])
  expect(await take(await keeper.storage.watch(fleet), 2)).toHaveLength(2)
  expect(await take(await keeper.networks.watch(fleet), 2)).toHaveLength(2)
  const refused = async () => take(await keeper.topology.watch(fleet), 1)
  const failed: unknown = await refused().then(
    () => null,
    (error: unknown) => fromCallError(error),
  )
  expect(failed).toMatchObject({ code: 'rights.denied', data: { permission: 'domain.read' } })
})

describe.skipIf(libvirtdMissing() !== null)('beside libvirt’s test driver', () => {
  let daemon: TestLibvirtd
  let keeper: LibvirtClient
  beforeAll(async () => {
    daemon = await startLibvirtd()
    keeper = connectLibvirt(await connectUnix(daemon.socket))
    await keeper.open({ uri: 'test:///default' })
    core.start()
    await clientWith().hosts.add({ uri: daemon.clientUri('test', '/default'), name: 'alpha' })
  })
  afterAll(async () => {
    await keeper?.close()
    await daemon?.stop()
  })

  test('streams pools, networks and the picture as the host is read', async () => {
    const client = clientWith()
    for await (const event of checked(await client.storage.watch(fleet), StorageEvent)) {
      if (event.type !== 'rows' || event.pools.length === 0) continue
      expect(event.pools).toMatchObject([
        { host: 'alpha', name: 'default-pool', volumeCount: 0, share: null },
      ])
      break
    }
    for await (const event of checked(await client.networks.watch(fleet), NetworksEvent)) {
      if (event.type !== 'rows' || event.networks.length === 0) continue
      expect(event.networks).toMatchObject([{ host: 'alpha', name: 'default', forward: 'nat' }])
      break
    }
    const join = new GraphJoin()
    for await (const part of checked(await client.topology.watch(fleet), GraphPart)) {
      const graph = join.add(part)
      if (!graph?.nodes.some(node => node.kind === 'pool')) continue
      expect(graph.nodes.map(node => node.kind)).toEqual(
        expect.arrayContaining(['host', 'network', 'pool', 'machine']),
      )
      break
    }
  })

  test('what goes is told by its key', async () => {
    const client = clientWith()
    const stream = checked(await client.storage.watch(fleet), StorageEvent)
    const [host] = core.registry.list()
    let pool: string | undefined
    for await (const event of stream) {
      if (event.type !== 'rows') continue
      if (event.first) {
        pool = event.pools[0]?.key
        if (host) await client.hosts.remove({ hostId: host.id })
      } else if (event.removed.length > 0) {
        expect(event.removed).toEqual([pool])
        break
      }
    }
    expect(pool).toBeTypeOf('string')
  })
})
