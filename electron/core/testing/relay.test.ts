import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Relay, startRelay } from './relay.ts'

let relay: Relay
const received: Buffer[] = []
let serverSockets: Socket[] = []
const echo = createServer(socket => {
  serverSockets.push(socket)
  socket.on('error', () => socket.destroy())
  socket.on('data', chunk => {
    received.push(chunk)
    socket.write(chunk)
  })
})

function echoPort(): number {
  const address = echo.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

beforeEach(async () => {
  received.length = 0
  serverSockets = []
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  relay = await startRelay({ port: echoPort() })
})
afterEach(async () => {
  for (const socket of clients) socket.destroy()
  clients = []
  await relay.stop()
  for (const socket of serverSockets) socket.destroy()
  echo.close()
})

let clients: Socket[] = []
async function client(): Promise<Socket> {
  const socket = connect({ port: relay.port, host: '127.0.0.1', noDelay: true })
  clients.push(socket)
  await once(socket, 'connect')
  return socket
}

/** Reads exactly this many bytes. */
async function read(socket: Socket, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let total = 0
  while (total < bytes) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    chunks.push(chunk)
    total += chunk.length
  }
  return Buffer.concat(chunks)
}

test('passes bytes both ways in order and counts them', async () => {
  const socket = await client()
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
  socket.write(sent)
  expect((await read(socket, sent.length)).equals(sent)).toBe(true)
  expect(relay.counts).toEqual({ accepted: 1, open: 1, up: sent.length, down: sent.length })
})

test('a delay is a delay line: many small messages take one round trip, not many', async () => {
  relay.delay(40)
  const socket = await client()
  const started = performance.now()
  for (let at = 0; at < 50; at++) {
    socket.write(Buffer.alloc(100, at))
    await new Promise(resolve => setImmediate(resolve))
  }
  const back = await read(socket, 5_000)
  const tookMs = performance.now() - started
  expect(back[4_999]).toBe(49)
  // Timers may fire a millisecond early.
  expect(tookMs).toBeGreaterThanOrEqual(2 * 40 - 2)
  // One by one would be 50 round trips of 80 ms.
  expect(tookMs).toBeLessThan(50 * 78)
})

test('a throttle bounds the rate', async () => {
  relay.throttle(100_000, 'down')
  const socket = await client()
  const started = performance.now()
  socket.write(Buffer.alloc(30_000))
  await read(socket, 30_000)
  expect(performance.now() - started).toBeGreaterThan(250)
})

test('a pause loses nothing, a black hole loses what was sent meanwhile', async () => {
  const socket = await client()
  relay.pause()
  socket.write('held')
  await new Promise(resolve => setTimeout(resolve, 30))
  expect(received).toEqual([])
  relay.resume()
  expect((await read(socket, 4)).toString()).toBe('held')
  relay.blackhole('up')
  socket.write('lost')
  await new Promise(resolve => setTimeout(resolve, 30))
  relay.resume()
  socket.write('kept')
  expect((await read(socket, 4)).toString()).toBe('kept')
})

test('corrupts one bit, truncates, cuts', async () => {
  const socket = await client()
  relay.corruptNext('up')
  socket.write('AAAA')
  expect((await read(socket, 4)).toString()).toBe('AA@A')
  relay.truncateAfter(3, 'down')
  socket.write('123456')
  const ended = once(socket, 'close')
  expect((await read(socket, 3)).toString()).toBe('123')
  await ended
  const other = await client()
  const failed = once(other, 'error')
  relay.cut()
  expect(String((await failed)[0])).toContain('ECONNRESET')
  expect(relay.counts.accepted).toBe(2)
})

test('refuses new connections while the old live on, and takes them again on the same port', async () => {
  const socket = await client()
  await relay.refuse(true)
  await expect(client()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  socket.write('hi')
  expect((await read(socket, 2)).toString()).toBe('hi')
  await relay.refuse(false)
  const again = await client()
  again.write('yo')
  expect((await read(again, 2)).toString()).toBe('yo')
})

test('passes an orderly end on', async () => {
  const socket = await client()
  socket.end('bye')
  expect((await read(socket, 3)).toString()).toBe('bye')
  await once(socket, 'close')
  expect(Buffer.concat(received).toString()).toBe('bye')
})

test('with a handshake a new connection costs its round trip, and every answer another', async () => {
  await using far = await startRelay({ port: echoPort() }, { delayMs: 40, handshake: true })
  const started = performance.now()
  const socket = connect({ port: far.port, host: '127.0.0.1', noDelay: true })
  clients.push(socket)
  socket.write('hello')
  await read(socket, 5)
  // Timers may fire a millisecond early.
  expect(performance.now() - started).toBeGreaterThanOrEqual(4 * 40 - 4)
})

test('leads to a UNIX socket too, and cuts it like any other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ncrelay-'))
  const path = join(folder, 'echo.sock')
  const server = createServer(socket => socket.on('error', () => socket.destroy()).pipe(socket))
  server.listen(path)
  await once(server, 'listening')
  try {
    await using there = await startRelay({ path })
    const socket = connect({ port: there.port, host: '127.0.0.1' })
    clients.push(socket)
    socket.write('hello')
    expect((await read(socket, 5)).toString()).toBe('hello')
    const ended = new Promise<void>(resolve =>
      socket.on('error', () => undefined).on('close', () => resolve()),
    )
    there.cut()
    await ended
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
