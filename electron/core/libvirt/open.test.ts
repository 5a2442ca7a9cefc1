import { describe, expect, test } from 'vitest'
import { nothing } from '../xdr/index.ts'
import { events } from './events.ts'
import { remote } from './remote/index.ts'
import { type ScriptedPeer, scriptedPair } from './testing/peer.ts'

async function authList(peer: ScriptedPeer, types: number[]): Promise<void> {
  const { header } = await peer.expectCall(remote.authList)
  peer.reply(header, remote.authList.ret, { types })
}

describe('opening', () => {
  test('asks for polkit where the server wants it, and passes the read-only flag', async () => {
    const { client, peer } = scriptedPair({ keepalive: null })
    const opening = client.open({ uri: 'qemu:///system', readOnly: true })
    await authList(peer, [2])
    const polkit = await peer.expectCall(remote.authPolkit)
    peer.reply(polkit.header, remote.authPolkit.ret, { complete: 1 })
    const open = await peer.expectCall(remote.connectOpen)
    expect(open.args).toEqual({ name: 'qemu:///system', flags: 1 })
    peer.reply(open.header, nothing, undefined)
    await opening
    await client.close()
  })

  test('needs no authentication where none is offered', async () => {
    const { client, peer } = scriptedPair({ keepalive: null })
    const opening = client.open({ uri: 'qemu:///system' })
    await authList(peer, [0])
    const open = await peer.expectCall(remote.connectOpen)
    expect(open.args.flags).toBe(0)
    peer.reply(open.header, nothing, undefined)
    await opening
    await client.close()
  })

  test('ends with a goodbye, and closed is ours also when the server hangs up first', async () => {
    const { client, peer } = scriptedPair({ keepalive: null })
    const opening = client.open({ uri: 'test:///default' })
    await authList(peer, [])
    peer.reply((await peer.expectCall(remote.connectOpen)).header, nothing, undefined)
    await opening
    const closing = client.close()
    await peer.expectCall(remote.connectClose)
    peer.side.end()
    await closing
    expect(await client.closed).toBeNull()
  })

  test('says goodbye only when nothing is under way any more: a server may crash over half a registration', async () => {
    const { client, peer } = scriptedPair({ keepalive: null })
    const opening = client.open({ uri: 'test:///default' })
    await authList(peer, [])
    peer.reply((await peer.expectCall(remote.connectOpen)).header, nothing, undefined)
    await opening
    const controller = new AbortController()
    const registering = client.on(events.domainLifecycle, { signal: controller.signal }, () => undefined)
    const registration = await peer.expectCall(remote.connectDomainEventCallbackRegisterAny)
    controller.abort()
    await expect(registering).rejects.toMatchObject({ kind: 'aborted' })
    const closing = client.close()
    peer.reply(registration.header, remote.connectDomainEventCallbackRegisterAny.ret, { callbackID: 5 })
    const taken = await peer.expectCall(remote.connectDomainEventCallbackDeregisterAny)
    expect(taken.args).toEqual({ callbackID: 5 })
    peer.reply(taken.header, nothing, undefined)
    const goodbye = await peer.expectCall(remote.connectClose)
    peer.reply(goodbye.header, nothing, undefined)
    await closing
    expect(await client.closed).toBeNull()
  })

  test('leaves a server that never answers all the same', async () => {
    const { client, peer } = scriptedPair({ keepalive: null })
    const opening = client.open({ uri: 'test:///default' })
    await authList(peer, [])
    peer.reply((await peer.expectCall(remote.connectOpen)).header, nothing, undefined)
    await opening
    const waiting = expect(client.call(remote.connectGetHostname)).rejects.toMatchObject({ kind: 'closed' })
    await client.close()
    await waiting
  })

  test('says that it has no SASL', async () => {
    const { client, peer } = scriptedPair()
    const opening = expect(client.open({ uri: 'qemu:///system' })).rejects.toMatchObject({
      kind: 'unsupported',
    })
    await authList(peer, [1])
    await opening
    await client.close()
  })

  test('can be cancelled', async () => {
    const { client, peer } = scriptedPair()
    const controller = new AbortController()
    const opening = client.open({ uri: 'qemu:///system', signal: controller.signal })
    await peer.expectCall(remote.authList)
    controller.abort()
    await expect(opening).rejects.toMatchObject({ kind: 'aborted' })
    await client.close()
  })
})
