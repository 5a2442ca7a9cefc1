import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { struct, u32 } from '../xdr/index.ts'
import { LinkError } from './errors.ts'
import { encodeFrame, type Header, messageStatus, messageType } from './message.ts'
import { remote } from './remote/index.ts'
import { domain, text } from './remote/shapes.ts'
import { hostileBytes, survive } from './testing/hostilePeer.ts'
import { type ScriptedPeer, scriptedPair } from './testing/peer.ts'

const hostname = struct({ hostname: text })
const reply = (call: Header, override: Partial<Header> = {}) => ({
  ...call,
  type: messageType.reply,
  status: messageStatus.ok,
  ...override,
})

type Attack = (peer: ScriptedPeer, call: Header) => void

const answer =
  (override: Partial<Header>): Attack =>
  (peer, call) =>
    peer.send(reply(call, override), hostname, { hostname: 'h' })

const attacks: [string, Attack, RegExp][] = [
  ['a frame cut short', (peer, call) => cutShort(peer, call), /ended inside a message/],
  ['a length of four gigabytes', peer => peer.raw('ffffffff 20008086'), /over the protocol's limit/],
  ['a length below a header', peer => peer.raw('0000001b'), /too short for a header/],
  [
    'an HTTP server',
    peer => peer.raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
    /over the protocol's limit/,
  ],
  ['a serial that was never used', answer({ serial: 77 }), /never made/],
  ['another procedure’s reply', answer({ procedure: 60 }), /another procedure's reply/],
  ['another program', answer({ program: 0x2000_8088 }), /another program/],
  ['the qemu program’s reply', answer({ program: 0x2000_8087 }), /another procedure's reply/],
  ['another version', answer({ version: 2 }), /another program/],
  ['a call to the client', answer({ type: messageType.call }), /type 0/],
  ['a reply with file descriptors', answer({ type: messageType.replyWithFds }), /type 5/],
  ['a type that does not exist', answer({ type: -7 }), /type -7/],
  ['a status that does not exist', answer({ status: 9 }), /status 9/],
  ['a stream that was never opened', answer({ type: messageType.stream }), /never opened/],
  ['a hole in no stream', answer({ type: messageType.streamHole }), /never opened/],
  ['an error without its text', answer({ status: messageStatus.error }), /broke the protocol/],
  ['a result too long', (peer, call) => tooLong(peer, call), /left over/],
  ['a string that lies', (peer, call) => peer.send(reply(call), u32, 0x7fff_ffff), /limit of 4194304/],
  ['a string past the message', (peer, call) => peer.send(reply(call), u32, 4_194_304), /left can hold/],
  [
    'keepalive that is no ping',
    answer({ program: 0x6b65_6570, procedure: 3, type: 2 }),
    /neither ping nor pong/,
  ],
]

function cutShort(peer: ScriptedPeer, call: Header): void {
  peer.raw(encodeFrame(reply(call), hostname, { hostname: 'h' }).subarray(0, 30))
  peer.side.end()
}

function tooLong(peer: ScriptedPeer, call: Header): void {
  peer.send(reply(call), struct({ hostname: text, more: u32 }), { hostname: 'h', more: 1 })
}

describe('a hostile or broken peer ends the connection and nothing else', () => {
  test.each(attacks)('%s', async (_name, attack, why) => {
    const { client, peer } = scriptedPair()
    const calls = [client.call(remote.connectGetHostname), client.call(remote.connectGetUri)]
    const settled = Promise.allSettled(calls)
    attack(peer, (await peer.next()).header)
    const reason = await client.closed
    expect(reason).toBeInstanceOf(LinkError)
    expect(reason?.kind).toBe('protocol')
    expect(reason?.message).toMatch(why)
    for (const outcome of await settled) expect(outcome).toMatchObject({ status: 'rejected', reason })
  })

  test('a typed parameter of an unknown type', async () => {
    const { client, peer } = scriptedPair()
    const call = client.call(remote.connectGetAllDomainStats, { doms: [], stats: 0, flags: 0 })
    const settled = expect(call).rejects.toMatchObject({ kind: 'protocol' })
    const { header } = await peer.next()
    const dom = { name: 'a', uuid: new Uint8Array(16), id: 1 }
    const wrong = struct({ records: u32, dom: domain, params: u32, field: text, type: u32, value: u32 })
    peer.send(reply(header), wrong, { records: 1, dom, params: 1, field: 'x', type: 8, value: 0 })
    await settled
    expect((await client.closed)?.message).toMatch(/8 is not a type of typed parameter/)
  })

  test('a second answer to one call', async () => {
    const { client, peer } = scriptedPair()
    const call = client.call(remote.connectGetHostname)
    const { header } = await peer.next()
    peer.reply(header, hostname, { hostname: 'h' })
    expect(await call).toEqual({ hostname: 'h' })
    peer.reply(header, hostname, { hostname: 'h' })
    expect(await client.closed).toMatchObject({ kind: 'protocol' })
  })

  test('a late answer to a cancelled call is expected, a second one is not', async () => {
    const { client, peer } = scriptedPair()
    const controller = new AbortController()
    const call = client.call(remote.connectGetHostname, {}, { signal: controller.signal })
    const { header } = await peer.next()
    controller.abort()
    await expect(call).rejects.toMatchObject({ kind: 'aborted' })
    peer.reply(header, hostname, { hostname: 'h' })
    peer.reply(header, hostname, { hostname: 'h' })
    expect(await client.closed).toMatchObject({ kind: 'protocol' })
  })

  test('nearly right messages, damaged and cut: every promise settles with the client’s own errors', async () => {
    await fc.assert(fc.asyncProperty(hostileBytes, survive), { numRuns: 600 })
  })
})
