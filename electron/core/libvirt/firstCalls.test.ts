import { expect, test } from 'vitest'
import { list, struct, u32 } from '../xdr/index.ts'
import { events } from './events.ts'
import { remote } from './remote/index.ts'
import { callbackId, storagePool } from './remote/shapes.ts'
import { scriptedPair } from './testing/peer.ts'

const all = { needResults: 1, flags: 0 }
const pools = struct({ pools: list(storagePool, 10), ret: u32 })
const none = { pools: [], ret: 0 }
test('the first call to a further driver goes alone; others and the hypervisor’s own do not wait', async () => {
  const { client, peer } = scriptedPair()
  const registered = [
    client.on(events.storagePoolLifecycle, {}, () => undefined),
    client.on(events.storagePoolRefresh, {}, () => undefined),
  ]
  const listed = client.call(remote.connectListAllStoragePools, all)
  const others = [client.call(remote.connectListAllNetworks, all), client.call(remote.connectGetHostname)]
  const first = await peer.expectCall(remote.connectStoragePoolEventRegisterAny)
  await peer.expectCall(remote.connectListAllNetworks)
  await peer.expectCall(remote.connectGetHostname)
  expect(await peer.hears(20)).toBe(false)
  peer.reply(first.header, callbackId, { callbackID: 0 })
  const second = await peer.expectCall(remote.connectStoragePoolEventRegisterAny)
  peer.reply((await peer.expectCall(remote.connectListAllStoragePools)).header, pools, none)
  peer.reply(second.header, callbackId, { callbackID: 1 })
  expect(await listed).toEqual(none)
  await Promise.all(registered)
  // From now on nothing is held back.
  const more = [1, 2].map(() => client.call(remote.connectListAllStoragePools, all))
  for (const _ of more) await peer.expectCall(remote.connectListAllStoragePools)
  await client.close(new Error('over'))
  const ends = await Promise.allSettled([...more, ...others])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
})

test('after an error the next one goes alone too', async () => {
  const { client, peer } = scriptedPair()
  const calls = [1, 2, 3].map(() => client.call(remote.connectListAllStoragePools, all))
  const ends = Promise.allSettled(calls)
  const { header } = await peer.expectCall(remote.connectListAllStoragePools)
  peer.refuse(header)
  const second = await peer.expectCall(remote.connectListAllStoragePools)
  expect(await peer.hears(20)).toBe(false)
  peer.reply(second.header, pools, none)
  peer.reply((await peer.expectCall(remote.connectListAllStoragePools)).header, pools, none)
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  await client.close()
})

test('one that is held back keeps its deadline and its signal; a late answer lets the rest go', async () => {
  const { client, peer } = scriptedPair()
  const leaving = new AbortController()
  const call = (options: object) => client.call(remote.connectListAllStoragePools, all, options)
  const first = call({ timeoutMs: 5 })
  const due = call({ timeoutMs: 10 })
  const cancelled = call({ signal: leaving.signal })
  const patient = call({})
  leaving.abort()
  await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' })
  await expect(first).rejects.toMatchObject({ kind: 'timeout' })
  await expect(due).rejects.toMatchObject({ kind: 'timeout' })
  const { header } = await peer.expectCall(remote.connectListAllStoragePools)
  expect(await peer.hears(20)).toBe(false)
  peer.reply(header, pools, none)
  peer.reply((await peer.expectCall(remote.connectListAllStoragePools)).header, pools, none)
  expect(await patient).toEqual(none)
  await client.close()
})

test('with the connection what is held back ends', async () => {
  const { client, peer } = scriptedPair()
  const calls = [1, 2, 3].map(() => client.call(remote.connectListAllStoragePools, all))
  const ends = Promise.allSettled(calls)
  await peer.expectCall(remote.connectListAllStoragePools)
  peer.side.end()
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  await expect(client.call(remote.connectListAllStoragePools, all)).rejects.toMatchObject({ kind: 'closed' })
})
