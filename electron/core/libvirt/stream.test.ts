import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { i32, i64, nothing, struct, u32 } from '../xdr/index.ts'
import { LibvirtError } from './errors.ts'
import { type Header, messageStatus, messageType, rawFrame } from './message.ts'
import { remote } from './remote/index.ts'
import { textOrNull } from './remote/shapes.ts'
import { type LibvirtStream, StreamHole } from './stream.ts'
import { type ScriptedPeer, scriptedPair } from './testing/peer.ts'

const vol = { pool: 'p', name: 'v', key: 'k' }
const transfer = { vol, offset: 0, length: 0, flags: 0 }
const dom = { name: 'a', uuid: new Uint8Array(16), id: 1 }
const hole = struct({ length: i64, flags: u32 })

class ServerStream {
  readonly #peer: ScriptedPeer
  readonly call: Header
  constructor(peer: ScriptedPeer, call: Header) {
    this.#peer = peer
    this.call = call
  }

  packet(status: number, type: number = messageType.stream): Header {
    return { ...this.call, type, status }
  }

  data(bytes: Uint8Array): boolean {
    return this.#peer.side.write(rawFrame(this.packet(messageStatus.continue), bytes))
  }

  hole(length: number): void {
    this.#peer.send(this.packet(messageStatus.continue, messageType.streamHole), hole, { length, flags: 0 })
  }

  confirm(): void {
    this.#peer.send(this.packet(messageStatus.ok), nothing, undefined)
  }

  fail(): void {
    const error = struct({
      code: i32,
      domain: i32,
      message: textOrNull,
      level: i32,
      a: i64,
      b: i64,
      c: i64,
      d: i32,
    })
    const value = { code: 38, domain: 0, message: 'disk full', level: 2, a: 0, b: 0, c: 0, d: 0 }
    this.#peer.send(this.packet(messageStatus.error), error, value)
  }
}

async function download() {
  const { client, peer } = scriptedPair()
  const opening = client.openStream(remote.storageVolDownload, transfer)
  const { header } = await peer.expectCall(remote.storageVolDownload)
  peer.reply(header, nothing, undefined)
  return { client, peer, server: new ServerStream(peer, header), stream: await opening }
}

async function upload() {
  const { client, peer } = scriptedPair()
  const opening = client.openStream(remote.storageVolUpload, transfer)
  const { header } = await peer.expectCall(remote.storageVolUpload)
  peer.reply(header, nothing, undefined)
  return { client, peer, server: new ServerStream(peer, header), stream: await opening }
}

async function pieces(stream: LibvirtStream): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const piece of stream) all.push(piece instanceof StreamHole ? piece : String(piece))
  return all
}

describe('reading', () => {
  test('ends with the peer’s empty packet and the handshake', async () => {
    const { client, peer, server, stream } = await download()
    const reading = pieces(stream)
    server.data(Buffer.from('one'))
    server.data(Buffer.from('two'))
    server.data(Buffer.alloc(0))
    const finish = await peer.next()
    expect(finish.header).toMatchObject({ type: messageType.stream, status: messageStatus.ok })
    expect(finish.header.serial).toBe(server.call.serial)
    server.confirm()
    expect(await reading).toEqual(['one', 'two'])
    await client.close()
  })

  test('shows holes as holes', async () => {
    const { client, peer, server, stream } = await download()
    const reading = pieces(stream)
    server.data(Buffer.from('head'))
    server.hole(1_000_000_000_000)
    server.data(Buffer.alloc(0))
    await peer.next()
    server.confirm()
    expect(await reading).toEqual(['head', new StreamHole(1_000_000_000_000)])
    await client.close()
  })

  test('loses nothing of a server that sends before it answers', async () => {
    const { client, peer } = scriptedPair()
    const opening = client.openStream(remote.storageVolDownload, transfer)
    const { header } = await peer.expectCall(remote.storageVolDownload)
    const server = new ServerStream(peer, header)
    server.data(Buffer.from('early'))
    server.hole(5)
    peer.reply(header, nothing, undefined)
    server.data(Buffer.alloc(0))
    const reading = pieces(await opening)
    await peer.next()
    server.confirm()
    expect(await reading).toEqual(['early', new StreamHole(5)])
    await client.close()
  })

  test('a broken packet ahead of the reply rejects the opening, not only the connection', async () => {
    const { client, peer } = scriptedPair()
    const opening = client.openStream(remote.storageVolDownload, transfer)
    const refused = expect(opening).rejects.toMatchObject({ kind: 'protocol' })
    const { header } = await peer.expectCall(remote.storageVolDownload)
    peer.send({ ...header, type: messageType.stream, status: messageStatus.error }, nothing, undefined)
    peer.reply(header, nothing, undefined)
    await refused
    expect(await client.closed).toMatchObject({ kind: 'protocol' })
  })

  test('takes only so much from a server that never answers', async () => {
    const { client, peer } = scriptedPair()
    const opening = client.openStream(remote.storageVolDownload, transfer)
    const refused = expect(opening).rejects.toMatchObject({ kind: 'protocol' })
    const { header } = await peer.expectCall(remote.storageVolDownload)
    const server = new ServerStream(peer, header)
    for (let sent = 0; sent < 5; sent++) server.data(Buffer.alloc(8 << 20))
    expect((await client.closed)?.message).toMatch(/without answering the call/)
    await refused
  })

  test('packets of a stream whose call failed do no harm', async () => {
    const { client, peer } = scriptedPair({ callTimeoutMs: 5 })
    const opening = client.openStream(remote.storageVolDownload, transfer)
    const { header } = await peer.expectCall(remote.storageVolDownload)
    await expect(opening).rejects.toMatchObject({ kind: 'timeout' })
    const server = new ServerStream(peer, header)
    server.data(Buffer.from('early'))
    peer.reply(header, nothing, undefined)
    server.data(Buffer.from('more'))
    expect((await peer.next()).header).toMatchObject({ status: messageStatus.error })
    server.confirm()
    const call = client.call(remote.connectGetHostname, {}, { timeoutMs: null })
    peer.reply((await peer.next()).header, remote.connectGetHostname.ret, { hostname: 'h' })
    expect(await call).toEqual({ hostname: 'h' })
    await client.close()
  })

  test('fails with the server’s error, also when it comes instead of the handshake', async () => {
    const { client, peer, server, stream } = await download()
    const reading = pieces(stream)
    server.data(Buffer.from('one'))
    server.data(Buffer.alloc(0))
    await peer.next()
    server.fail()
    const error = await reading.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(LibvirtError)
    expect(error).toMatchObject({ text: 'disk full', procedure: 'storageVolDownload' })
    expect((await Promise.race([client.closed, 'alive'])) as unknown).toBe('alive')
    await client.close()
  })

  test('given up aborts at the server and takes what was under way', async () => {
    const { client, peer, server, stream } = await download()
    stream.destroy()
    const abort = await peer.next()
    expect(abort.header).toMatchObject({ type: messageType.stream, status: messageStatus.error })
    server.data(Buffer.from('late'))
    server.confirm()
    server.data(Buffer.from('later still'))
    const call = client.call(remote.connectGetHostname)
    peer.reply((await peer.next()).header, remote.connectGetHostname.ret, { hostname: 'h' })
    expect(await call).toEqual({ hostname: 'h' })
    await client.close()
  })

  test('opened after the caller gave up is aborted at the server', async () => {
    const { client, peer } = scriptedPair()
    const controller = new AbortController()
    const opening = client.openStream(remote.storageVolDownload, transfer, { signal: controller.signal })
    const { header } = await peer.expectCall(remote.storageVolDownload)
    controller.abort()
    await expect(opening).rejects.toMatchObject({ kind: 'aborted' })
    peer.reply(header, nothing, undefined)
    expect((await peer.next()).header).toMatchObject({
      type: messageType.stream,
      status: messageStatus.error,
    })
    await client.close()
  })

  test('cancelled by its signal ends with that', async () => {
    const { client, peer } = scriptedPair()
    const controller = new AbortController()
    const opening = client.openStream(remote.storageVolDownload, transfer, { signal: controller.signal })
    const { header } = await peer.expectCall(remote.storageVolDownload)
    peer.reply(header, nothing, undefined)
    const reading = pieces(await opening)
    controller.abort(new Error('enough'))
    await expect(reading).rejects.toMatchObject({ kind: 'aborted', cause: { message: 'enough' } })
    await client.close()
  })

  test('slowly holds the sender back, and memory with it', async () => {
    const { client, peer, server, stream } = await download()
    const packet = Buffer.alloc(200_000, 1)
    for (let sent = 0; sent < 50; sent++) server.data(packet)
    server.data(Buffer.alloc(0))
    await expect.poll(() => client.traffic.bytesIn).toBeGreaterThan(1_000_000)
    await new Promise(resolve => setImmediate(resolve))
    expect(client.traffic.bytesIn).toBeLessThan(2_000_000)
    const reading = buffer(stream)
    await peer.next()
    server.confirm()
    expect((await reading).length).toBe(50 * packet.length)
    await client.close()
  })

  test('ends with the connection', async () => {
    const { client, stream } = await download()
    const reading = expect(pieces(stream)).rejects.toMatchObject({ kind: 'closed' })
    await client.close()
    await reading
  })

  test('data on a stream that only takes data ends the connection', async () => {
    const { client, server, stream } = await upload()
    const failed = once(stream, 'error')
    server.data(Buffer.from('what?'))
    expect(await client.closed).toMatchObject({ kind: 'protocol' })
    await failed
  })
})

describe('writing', () => {
  test('sends packets no server refuses, holes, and the handshake; finish comes with its answer', async () => {
    const { client, peer, server, stream } = await upload()
    stream.write(Buffer.alloc(600_000, 3))
    stream.write('text')
    stream.end(new StreamHole(4096))
    const sizes: number[] = []
    let received = await peer.next()
    for (
      ;
      received.header.type === messageType.stream && received.payload.length > 0;
      received = await peer.next()
    ) {
      expect(received.header).toMatchObject({ status: messageStatus.continue, serial: server.call.serial })
      sizes.push(received.payload.length)
    }
    expect(sizes).toEqual([262_120, 262_120, 75_760, 4])
    expect(received.header.type).toBe(messageType.streamHole)
    expect(received.payload.toString('hex')).toBe('000000000000100000000000')
    expect((await peer.next()).header).toMatchObject({ type: messageType.stream, status: messageStatus.ok })
    expect(stream.writableFinished).toBe(false)
    server.confirm()
    await once(stream, 'finish')
    await client.close()
  })

  test('fails with the server’s error', async () => {
    const { client, peer, server, stream } = await upload()
    const source = (async function* () {
      for (;;) yield Buffer.alloc(1000)
    })()
    const writing = pipeline(source, stream)
    await peer.next()
    server.fail()
    await expect(writing).rejects.toMatchObject({ text: 'disk full' })
    await client.close()
  })

  test('waits for a connection that takes no more', async () => {
    const { client, peer, stream } = await upload()
    peer.side.pause()
    let taken = 0
    const source = (async function* () {
      for (; taken < 1000; taken++) yield Buffer.alloc(100_000)
    })()
    const writing = expect(pipeline(source, stream)).rejects.toMatchObject({ kind: 'closed' })
    await expect.poll(() => taken).toBeGreaterThan(0)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(taken).toBeLessThan(50)
    await client.close()
    await writing
  })
})

test('a console flows both ways until the peer ends it', async () => {
  const { client, peer } = scriptedPair()
  const opening = client.openStream(remote.domainOpenConsole, { dom, devName: null, flags: 0 })
  const { header } = await peer.expectCall(remote.domainOpenConsole)
  peer.reply(header, remote.domainOpenConsole.ret, undefined)
  const stream = await opening
  const server = new ServerStream(peer, header)
  stream.write('ls\n')
  expect((await peer.next()).payload.toString()).toBe('ls\n')
  const reading = pieces(stream)
  server.data(Buffer.from('file'))
  server.data(Buffer.alloc(0))
  await peer.next()
  const closed = once(stream, 'close')
  server.confirm()
  expect(await reading).toEqual(['file'])
  await closed
  expect(stream.writable).toBe(false)
  await client.close()
})

test('a screenshot’s reply stays with its stream', async () => {
  const { client, peer } = scriptedPair()
  const opening = client.openStream(remote.domainScreenshot, { dom, screen: 0, flags: 0 })
  const { header } = await peer.expectCall(remote.domainScreenshot)
  peer.reply(header, remote.domainScreenshot.ret, { mime: 'image/x-portable-pixmap' })
  const stream = await opening
  expect(stream.reply).toEqual({ mime: 'image/x-portable-pixmap' })
  const closed = new Promise<void>(resolve => stream.once('close', resolve))
  await client.close()
  await closed
  expect(stream.errored).toMatchObject({ kind: 'closed' })
})
