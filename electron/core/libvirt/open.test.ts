import { describe, expect, test } from 'vitest'
import { nothing } from '../xdr/index.ts'
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
