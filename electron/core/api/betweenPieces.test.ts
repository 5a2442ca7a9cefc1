import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import type { HostId } from '../../../shared/ids.ts'
import { type Core, createCore } from '../core.ts'
import type { InventoryDelta } from '../inventory/index.ts'
import { createLog } from '../log.ts'
import { temporaryFolder } from '../testing/store.ts'
import { MemoryKeychain } from '../vault/testing/memoryKeychain.ts'
import { ownerCaller } from './caller.ts'
import { createRouter } from './router.ts'

let folder: ReturnType<typeof temporaryFolder>
let core: Core
beforeEach(async () => {
  folder = temporaryFolder()
  const log = createLog('silent')
  core = await createCore({ folder: folder.path, log, shell: 'test', keychain: new MemoryKeychain() })
})
afterEach(async () => {
  await core.close()
  folder[Symbol.dispose]()
})

/** A client whose channel does something before a piece goes out: what may happen while a slow reader is waited for. */
function clientOf() {
  const before: (() => void)[] = []
  const caller = ownerCaller('test', async () => before.shift()?.())
  const client: ContractClient = createRouterClient(createRouter(core), {
    context: { caller, log: core.log },
  })
  return { before, client }
}
async function next<T>(events: AsyncIterator<T, unknown, void>): Promise<T> {
  const { done, value } = await events.next()
  if (done) throw new Error('the stream has ended')
  return value
}
const nothing = () => undefined
const hostAt = (name: string) => core.registry.add({ uri: `qemu+ssh://${name}.invalid/system`, name }).id

test('a site that is made while another is told is told as well', async () => {
  const { client, before } = clientOf()
  const events = (await client.hosts.watch())[Symbol.asyncIterator]()
  await events.next()
  const make = (name: string) => () =>
    void core.registry.createSite({ name, parentId: null, production: false })
  before.push(make('second'))
  make('first')()
  for (const names of [['first'], ['first', 'second']])
    expect((await events.next()).value).toMatchObject({ type: 'sites', sites: names.map(name => ({ name })) })
  await events.return?.()
})

test('a host that goes away while another’s state is told is told as gone', async () => {
  const [a, b] = [hostAt('a'), hostAt('b')]
  const { client, before } = clientOf()
  const events = (await client.resources.watchDevices())[Symbol.asyncIterator]()
  for (let ready = false; !ready; ) ready = (await next(events)).type === 'ready'
  before.push(() => void core.registry.remove(b))
  await core.registry.remove(a)
  const gone: HostId[] = []
  while (gone.length < 2) {
    const event = await next(events)
    if (event.type === 'hostRemoved') gone.push(event.hostId)
  }
  expect(gone).toEqual([a, b])
  await events.return?.()
})

test('a host that is lost again while it is told as reached does not stay so', async () => {
  const hostId = hostAt('a')
  let tell: (delta: InventoryDelta) => void = nothing
  vi.spyOn(core.inventory, 'onChange').mockImplementation(callback => {
    tell = callback
    return nothing
  })
  const { client, before } = clientOf()
  const events = (await client.machines.watch())[Symbol.asyncIterator]()
  await events.next()
  const stale = (isStale: boolean) =>
    tell({ changed: [], removed: [], stale: [{ hostId, stale: isStale, asOfMs: 1 }] })
  before.push(() => stale(true))
  stale(false)
  expect((await events.next()).value).toMatchObject({ type: 'hostStale', stale: false })
  expect((await events.next()).value).toMatchObject({ type: 'hostStale', stale: true })
  await events.return?.()
})
