import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { systemClock } from '../../clock.ts'
import { createLog } from '../../log.ts'
import { freePort } from '../../testing/sshd.ts'
import { temporaryFolder } from '../../testing/store.ts'
import { newestFirst } from '../query.ts'
import { temporaryLog } from '../testing/log.ts'
import { Forward } from './forward.ts'

const keys = temporaryFolder()
const path = (name: string) => join(keys.path, name)

beforeAll(() => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  for (const name of ['good', 'other'])
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        ...curve,
        '-nodes',
        '-keyout',
        path(`${name}.key`),
        '-out',
        path(`${name}.pem`),
        ...subject,
      ],
      { stdio: 'ignore' },
    )
})
afterAll(() => keys[Symbol.dispose]())

/** Takes octet-counted frames apart. */
function frames(bytes: Buffer): string[] {
  const found: string[] = []
  let rest = bytes
  for (;;) {
    const space = rest.indexOf(0x20)
    const length = space < 0 ? Number.NaN : Number(rest.subarray(0, space).toString())
    if (Number.isNaN(length) || rest.length < space + 1 + length) return found
    found.push(rest.subarray(space + 1, space + 1 + length).toString())
    rest = rest.subarray(space + 1 + length)
  }
}

/** A receiver on TLS; `cut` ends every connection, as one that is restarted does. */
async function receiver(port = 0) {
  const server = createServer({ key: readFileSync(path('good.key')), cert: readFileSync(path('good.pem')) })
  const sockets = new Set<TLSSocket>()
  const streams: Buffer[][] = []
  server.on('secureConnection', socket => {
    const chunks: Buffer[] = []
    streams.push(chunks)
    sockets.add(socket)
    socket.on('data', chunk => chunks.push(chunk))
    // A cut connection is what the test asks for.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    messages: () => streams.flatMap(chunks => frames(Buffer.concat(chunks))),
    connections: () => streams.length,
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const seqs = (messages: string[]): number[] => [
  ...new Set(messages.map(message => Number(/ seq="(\d+)"/.exec(message)?.[1]))),
]
const url = (port: number, ca = 'good') => `tls://127.0.0.1:${port}?name=localhost&ca=${path(`${ca}.pem`)}`

function forwarding() {
  const base = temporaryLog()
  const open = () =>
    new Forward({
      log: base.log,
      database: base.store.database,
      clock: systemClock,
      logger: createLog('silent'),
    })
  return { base, open }
}

test('entries go over TLS as they are written, each with its hash, and nothing of before', async () => {
  const { base, open } = forwarding()
  using _ = base
  base.fill(3)
  const forward = open()
  await using server = await receiver()
  forward.use(url(server.port))
  base.fill(250, index => ({ object: `m${index} ä]` }))
  await vi.waitFor(() => expect(server.messages()).toHaveLength(250), 30_000)
  expect(seqs(server.messages())[0]).toBe(4)
  expect(server.messages()[0]).toMatch(
    /^<110>1 \S+ \S+ novacron \d+ machines\.operate \[novacron@32473 seq="4" hash="[0-9a-f]{64}"/,
  )
  expect(forward.status()).toMatchObject({ sentSeq: 253, waiting: 0, problem: null })
  await forward.close()
})

test('a broken way is told once, nothing is lost by it, and after a restart it goes on where it was', async () => {
  const { base, open } = forwarding()
  using _ = base
  let forward = open()
  let port: number
  {
    await using first = await receiver(await freePort())
    port = first.port
    forward.use(url(port))
    base.fill(5)
    await vi.waitFor(() => expect(seqs(first.messages())).toEqual([1, 2, 3, 4, 5]), 30_000)
    first.cut()
  }
  base.fill(5)
  await vi.waitFor(() => expect(forward.status()?.problem).not.toBeNull(), 30_000)
  await forward.close()
  base.fill(1)
  // A new start, and the receiver is back.
  forward = open()
  await using again = await receiver(port)
  forward.use(url(port))
  const expected = Array.from({ length: base.log.lastSeq - 5 }, (_, index) => index + 6)
  await vi.waitFor(() => expect(seqs(again.messages())).toEqual(expect.arrayContaining(expected)), 30_000)
  await forward.close()
  const told = []
  for await (const entry of newestFirst(base.store.database, { act: 'audit.forward' }, 1_000_000))
    told.push(entry)
  expect(told.filter(({ result }) => result === 'failed')).toHaveLength(1)
})

test('a receiver that shows another certificate gets nothing', async () => {
  const { base, open } = forwarding()
  using _ = base
  const forward = open()
  await using server = await receiver()
  forward.use(url(server.port, 'other'))
  base.fill(2)
  await vi.waitFor(() => expect(forward.status()?.problem).toMatch(/certificate/i), 30_000)
  expect(server.messages()).toEqual([])
  expect(forward.status()?.waiting).toBeGreaterThanOrEqual(2)
  await forward.close()
})

test('entries go over UDP, one a datagram', async () => {
  const { base, open } = forwarding()
  using _ = base
  const socket = createSocket('udp4')
  const messages: string[] = []
  socket.on('message', message => messages.push(message.toString()))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const forward = open()
  try {
    forward.use(`udp://127.0.0.1:${socket.address().port}`)
    base.fill(4)
    await vi.waitFor(() => expect(seqs(messages)).toEqual([1, 2, 3, 4]), 30_000)
    expect(messages[0]).toMatch(/^<110>1 /)
  } finally {
    await forward.close()
    socket.close()
  }
})

test('an address that is none is told, and an act never waits for any of it', async () => {
  const { base, open } = forwarding()
  using _ = base
  const forward = open()
  forward.use('https://logs.example.test')
  base.fill(1)
  expect(base.log.lastSeq).toBe(2)
  expect(forward.status()).toMatchObject({
    target: 'https://logs.example.test',
    problem: expect.stringMatching(/udp:/),
  })
  forward.use(null)
  expect(forward.status()).toBeNull()
  await forward.close()
})
