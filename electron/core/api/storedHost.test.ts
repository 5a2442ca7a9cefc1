import { createRouterClient } from '@orpc/server'
import { expect, test } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { limitedSeat } from '../access/testing/limited.ts'
import { createCore } from '../core.ts'
import { createLog } from '../log.ts'
import { temporaryFolder } from '../testing/store.ts'
import { ownerCaller } from './caller.ts'
import { createRouter } from './router.ts'

async function opened() {
  const folder = temporaryFolder()
  const core = await createCore({ folder: folder.path, log: createLog('silent'), shell: 'test' })
  const clientOf = (caller = ownerCaller('test')): ContractClient =>
    createRouterClient(createRouter(core), { context: { caller, log: core.log } })
  return {
    client: clientOf(),
    clientOf,
    async [Symbol.asyncDispose]() {
      await core.close()
      folder[Symbol.dispose]()
    },
  }
}

const uri = 'qemu+ssh://root@kvm1.invalid/system'
const isStored = { data: { code: 'name.taken', data: { why: 'stored', name: 'kvm1' } } }

test('a host is stored a second time only where that is said', async () => {
  await using at = await opened()
  const { hosts } = at.client
  expect((await hosts.preview({ uri })).storedAs).toBeNull()
  await hosts.add({ uri })
  const alike = { uri: 'qemu+ssh://root@KVM1.invalid:22/system', name: 'other' }
  expect((await hosts.preview(alike)).storedAs).toBe('kvm1')
  await expect(hosts.add(alike)).rejects.toMatchObject(isStored)
  expect(await hosts.list()).toHaveLength(1)
  await hosts.add({ ...alike, again: true })
  expect(await hosts.list()).toHaveLength(2)
})

test.each([
  ['another port', { uri: 'qemu+ssh://root@kvm1.invalid:2222/system' }],
  ['another user', { uri: 'qemu+ssh://admin@kvm1.invalid/system' }],
  ['another socket', { uri: `${uri}?socket=/run/other` }],
  ['other jump hosts', { uri, options: { jump: ['gate.invalid'] } }],
])('%s is another host', async (_, draft) => {
  await using at = await opened()
  await at.client.hosts.add({ uri })
  expect((await at.client.hosts.add(draft)).name).not.toBe('')
})

test('jump hosts count as they are inherited', async () => {
  await using at = await opened()
  const { id } = await at.client.sites.create({ name: 'Far', parentId: null })
  await at.client.sites.update({ siteId: id, options: { jump: ['gate.invalid'] } })
  await at.client.hosts.add({ uri, options: { jump: ['gate.invalid'] } })
  await expect(at.client.hosts.add({ uri, siteId: id })).rejects.toMatchObject(isStored)
  await at.client.hosts.add({ uri })
})

test('whoever may not see the host that is stored learns nothing of it', async () => {
  await using at = await opened()
  await at.client.hosts.add({ uri })
  const caller = ownerCaller('test')
  caller.seat = limitedSeat(['host.manage'])
  const { hosts } = at.clientOf(caller)
  expect(await hosts.preview({ uri })).toMatchObject({ storedAs: null })
  expect(await hosts.add({ uri })).toMatchObject({ uri })
})
