import { Duplex, PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { nothing, struct, u32 } from '../xdr/index.ts'
import { connectLibvirt } from './client.ts'
import { encodeFrame, messageType } from './message.ts'
import { remote } from './remote/index.ts'
import { type ScriptedPeer, scriptedPair } from './testing/peer.ts'

const keepaliveHeader = { program: 0x6b65_6570, version: 1, type: messageType.message, serial: 0, status: 0 }
const ping = { ...keepaliveHeader, procedure: 1 }
const pong = { ...keepaliveHeader, procedure: 2 }

const pingFrame = encodeFrame(ping, nothing, undefined)

/** A transport whose other end writes and never reads. */
function deafPair(): { side: Duplex; peer: PassThrough } {
  const peer = new PassThrough()
  const side = new Duplex({
    read: () => undefined,
    write: () => undefined, // Never taken: the window is full.
  })
  peer.on('data', chunk => side.push(chunk))
  return { side, peer }
}

/** Plays a server's part of opening, with or without keepalive. */
async function serveOpen(peer: ScriptedPeer, keepalive: boolean): Promise<void> {
  const auth = await peer.expectCall(remote.authList)
  peer.reply(auth.header, remote.authList.ret, { types: [] })
  for (let calls = 0; calls < 2; calls++) {
    const { header } = await peer.next()
    if (header.procedure === remote.connectOpen.number) peer.reply(header, nothing, undefined)
    else peer.reply(header, struct({ supported: u32 }), { supported: keepalive ? 1 : 0 })
  }
}

test('pings of the peer are always answered', async () => {
  const { client, peer } = scriptedPair()
  peer.send(ping, nothing, undefined)
  await expect.poll(() => peer.keepalives).toEqual([pong])
  await client.close()
})

test('pings are sent once the server has said that it knows them, and give the round trip', async () => {
  const { client, peer } = scriptedPair({ keepalive: { intervalMs: 5, count: 1000 } })
  await Promise.all([client.open({ uri: 'test:///default' }), serveOpen(peer, true)])
  await expect.poll(() => peer.keepalives.length).toBeGreaterThan(2)
  expect(peer.keepalives[0]).toEqual(ping)
  peer.send(pong, nothing, undefined)
  await expect.poll(() => client.traffic.rttMs).toBeGreaterThan(1)
  await client.close()
  const sent = peer.keepalives.length
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(peer.keepalives.length).toBe(sent)
})

test('a ping can be asked for between two', async () => {
  const { client, peer } = scriptedPair({ keepalive: { intervalMs: 60_000, count: 3 } })
  client.ping()
  await Promise.all([client.open({ uri: 'test:///default' }), serveOpen(peer, true)])
  await expect.poll(() => peer.keepalives.length).toBe(1)
  client.ping()
  await expect.poll(() => peer.keepalives).toEqual([ping, ping])
  await client.close()
})

test('a server that does not know keepalive is not pinged', async () => {
  const { client, peer } = scriptedPair({ keepalive: { intervalMs: 1, count: 1 } })
  await Promise.all([client.open({ uri: 'test:///default' }), serveOpen(peer, false)])
  client.ping()
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(peer.keepalives).toEqual([])
  await client.close()
})

test('a peer that falls silent is found dead after the count, and its calls with it', async () => {
  const { client, peer } = scriptedPair({ keepalive: { intervalMs: 5, count: 3 } })
  await Promise.all([client.open({ uri: 'test:///default' }), serveOpen(peer, true)])
  const call = client.call(remote.connectGetHostname)
  await expect(call).rejects.toMatchObject({ kind: 'dead' })
  expect(await client.closed).toMatchObject({ kind: 'dead' })
  expect(peer.keepalives.length).toBe(4)
})

test('any bytes are a sign of life', async () => {
  const { client, peer } = scriptedPair({ keepalive: { intervalMs: 10, count: 2 } })
  await Promise.all([client.open({ uri: 'test:///default' }), serveOpen(peer, true)])
  const talking = setInterval(() => peer.send(pong, nothing, undefined), 2)
  await expect.poll(() => peer.keepalives.length).toBeGreaterThan(8)
  clearInterval(talking)
  expect(await client.closed).toMatchObject({ kind: 'dead' })
})

test('a peer that pings on and on and takes no answer costs no memory', async () => {
  const { side, peer } = deafPair()
  const client = connectLibvirt(side, { keepalive: null })
  const flood = Buffer.alloc(28 * 2_000)
  for (let at = 0; at < flood.length; at += 28) pingFrame.copy(flood, at)
  for (let burst = 0; burst < 200; burst++) {
    peer.write(flood)
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(client.traffic.bytesIn).toBe(200 * flood.length)
  expect(side.writableLength).toBeLessThan(1 << 20)
  await client.close()
})
