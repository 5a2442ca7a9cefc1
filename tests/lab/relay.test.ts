import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Relay } from './relay.ts'

let echo: Server
let relay: Relay
const clients: Socket[] = []

beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, socket => socket.pipe(socket))
  // A relay that cuts resets the server's side as well; the echo has no opinion on it.
  echo.on('connection', socket => socket.on('error', () => socket.destroy()))
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  relay = await Relay.start({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port })
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await relay.close()
  echo.close()
})

async function client() {
  const socket = createConnection(relay.port, relay.address)
  clients.push(socket)
  let received = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes])
  })
  let ended = false
  for (const name of ['end', 'error', 'close']) {
    socket.on(name, () => {
      ended = true
    })
  }
  await once(socket, 'connect')
  return { socket, text: () => received.toString(), bytes: () => received, ended: () => ended }
}

test('passes everything on, in order, and the end of it too', async () => {
  const { socket, bytes, ended } = await client()
  const sent = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => index % 251))
  socket.end(sent)
  await expect.poll(ended).toBe(true)
  expect(bytes().equals(sent)).toBe(true)
  await expect.poll(() => relay.open).toBe(0)
})

test('costs a new connection its round trip and every answer another', async () => {
  relay.delayMs = 40
  const started = performance.now()
  const { socket, text } = await client()
  socket.write('hello')
  await expect.poll(text, { interval: 1 }).toBe('hello')
  // Timers may fire a millisecond early.
  expect(performance.now() - started).toBeGreaterThanOrEqual(4 * 40 - 4)
})

test('holds back while paused, without refusing anybody', async () => {
  relay.pause()
  const { socket, text, ended } = await client()
  socket.write('hello')
  await new Promise(resolve => setTimeout(resolve, 100))
  expect([text(), ended()]).toEqual(['', false])
  relay.resume()
  await expect.poll(text).toBe('hello')
})

test('pauses one direction alone', async () => {
  const { socket, text } = await client()
  relay.pause('down')
  socket.write('up it goes')
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(text()).toBe('')
  relay.resume()
  await expect.poll(text).toBe('up it goes')
})

test('throttles to its bandwidth', async () => {
  relay.bytesPerSecond = 100_000
  const started = performance.now()
  const { socket, bytes } = await client()
  socket.write(Buffer.alloc(20_000))
  await expect.poll(() => bytes().length).toBe(20_000)
  expect(performance.now() - started).toBeGreaterThanOrEqual(195)
})

test('spoils, truncates and cuts on command', async () => {
  const spoiled = await client()
  spoiled.socket.write('a')
  await expect.poll(spoiled.text).toBe('a')
  relay.corrupt('up', 2)
  spoiled.socket.write('bcd')
  await expect
    .poll(() => [...spoiled.bytes()])
    .toEqual([...Buffer.from('a'), 0x62 ^ 0xff, 0x63 ^ 0xff, ...Buffer.from('d')])
  relay.truncate('down', 3)
  spoiled.socket.write('efgh')
  await expect.poll(spoiled.ended).toBe(true)
  expect(spoiled.bytes().subarray(4).toString()).toBe('efg')
  const other = await client()
  relay.cut()
  await expect.poll(other.ended).toBe(true)
  expect(relay.accepted).toBe(2)
})
