import { duplexPair } from 'node:stream'
import fc from 'fast-check'
import { type Codec, encode, i32, i64, struct, u32 } from '../../xdr/index.ts'
import { connectLibvirt } from '../client.ts'
import { LibvirtError, LinkError } from '../errors.ts'
import { events } from '../events.ts'
import { KEEPALIVE_PROGRAM } from '../keepalive.ts'
import { type Header, messageStatus, messageType, rawFrame } from '../message.ts'
import type { Procedure } from '../program.ts'
import { remote } from '../remote/index.ts'

const dom = { name: 'a', uuid: new Uint8Array(16), id: 1 }
const REMOTE = 0x2000_8086
/** An error that libvirt might give, as its bytes: code 38, no text, level 2, nothing else. */
const errorBody = Buffer.from(
  ['00000026', '00000000', '00000000', '00000002', '00'.repeat(28)].join(''),
  'hex',
)

const { reply, message, stream, streamHole } = messageType

/** What `survive` has under way, by serial, each with a right answer. */
const answers: [serial: number, procedure: Procedure<unknown, unknown>, answer: unknown][] = [
  [1, remote.connectGetHostname, { hostname: 'h' }],
  [2, remote.authList, { types: [0, 2] }],
  [3, remote.connectGetAllDomainStats, { retStats: [{ dom, params: [param('ullong'), param('string')] }] }],
  [4, remote.connectDomainEventCallbackRegisterAny, { callbackID: 7 }],
  [5, remote.storageVolDownload, undefined],
]

/** What a well-behaved server might say next. */
const proper: fc.Arbitrary<{ header: Header; body: Buffer }> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .constantFrom(...answers)
      .map(([serial, procedure, answer]) => answered(serial, procedure, answer)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...answers).map(([serial, procedure]) => refused(serial, procedure.number)),
  },
  {
    weight: 2,
    arbitrary: fc.constant({
      header: { ...head(318, message, 0), status: 0 },
      body: body(struct({ callbackID: i32, event: events.domainLifecycle.payload }), {
        callbackID: 7,
        event: { dom, event: 2, detail: 0 },
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(0, 1, 2, 2, 2), fc.uint8Array({ maxLength: 40 }))
      .map(([status, data]) => ({
        header: { ...head(remote.storageVolDownload.number, stream, 5), status },
        body: status === 1 ? errorBody : Buffer.from(status === 2 ? data : []),
      })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      header: { ...head(remote.storageVolDownload.number, streamHole, 5), status: 2 },
      body: body(struct({ length: i64, flags: u32 }), { length: 4096, flags: 0 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 2).map(procedure => ({
      header: { ...head(procedure, message, 0), program: KEEPALIVE_PROGRAM },
      body: Buffer.alloc(0),
    })),
  },
)

const anyNumber = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constantFrom(REMOTE, 0x2000_8087, 0x7fff_ffff))

/** One field of the header that is not what it should be. */
const twist = fc.tuple(
  fc.constantFrom('program', 'version', 'procedure', 'type', 'serial', 'status'),
  anyNumber,
)

/** One time in fifteen. */
function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 14, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })
}

/** A proper message, or one with a field twisted, or with other bytes than it should have. */
const messages = fc
  .record({
    from: proper,
    twisted: seldom(twist),
    noise: seldom(fc.uint8Array({ maxLength: 60 })),
  })
  .map(({ from, twisted, noise }) => {
    const header = twisted === null ? from.header : { ...from.header, [twisted[0]]: twisted[1] }
    return rawFrame(header, noise ?? from.body)
  })

interface Damage {
  kind: string
  at: number
  bytes: Uint8Array
}

/** One thing that may happen to the bytes on their way. */
const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
})

/** What a hostile server sends: messages, damaged in places, cut into chunks. */
export const hostileBytes = fc
  .record({
    sent: fc.array(messages, { minLength: 1, maxLength: 20 }),
    damages: fc.oneof(
      { weight: 2, arbitrary: fc.constant<Damage[]>([]) },
      { weight: 1, arbitrary: fc.array(damage, { maxLength: 3 }) },
    ),
    chunk: fc.integer({ min: 1, max: 400 }),
  })
  .map(({ sent, damages, chunk }) => {
    const bytes = damages.reduce<Buffer>(damaged, Buffer.concat(sent))
    const chunks: Buffer[] = []
    for (let at = 0; at < bytes.length; at += chunk) chunks.push(bytes.subarray(at, at + chunk))
    return chunks
  })

/**
 * Plays the bytes to a client with calls, an event and a stream under way, then hangs up. Every promise
 * must settle with one of the client's own errors, and `closed` must resolve; throws otherwise.
 */
export async function survive(chunks: readonly Buffer[]): Promise<void> {
  const [ours, theirs] = duplexPair()
  const client = connectLibvirt(ours, { callTimeoutMs: 60_000 })
  theirs.resume()
  theirs.on('error', () => undefined) // the client's side is what is looked at
  const work = [
    client.call(remote.connectGetHostname),
    client.call(remote.authList),
    client.call(remote.connectGetAllDomainStats, { doms: [], stats: 0, flags: 0 }),
    client.on(events.domainLifecycle, {}, () => undefined),
    client.openStream(remote.storageVolDownload, download).then(async stream => {
      for await (const piece of stream) if (piece === null) return
    }),
  ]
  const settled = Promise.allSettled(work)
  for (const chunk of chunks) theirs.write(chunk)
  theirs.end()
  for (const outcome of await withoutHanging(settled)) {
    if (outcome.status === 'rejected') checkError(outcome.reason)
  }
  const reason = await withoutHanging(client.closed)
  if (!(reason instanceof LinkError)) throw new Error(`closed resolved to ${reason}`)
}

const download = { vol: { pool: 'p', name: 'v', key: 'k' }, offset: 0, length: 0, flags: 0 }

/** Fails after ten seconds: a promise that never settles is what a hostile peer must not bring about. */
async function withoutHanging<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const hung = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('a promise hangs')), 10_000)
  })
  return Promise.race([work, hung]).finally(() => clearTimeout(timer))
}

function checkError(error: unknown): void {
  if (!(error instanceof LinkError) && !(error instanceof LibvirtError)) {
    throw new Error('a promise was rejected with an error that is not the client’s', { cause: error })
  }
}

function damaged(bytes: Buffer, { kind, at, bytes: noise }: Damage): Buffer {
  const index = Math.floor(at * bytes.length)
  const [head, tail] = [bytes.subarray(0, index), bytes.subarray(index)]
  if (kind === 'cut') return Buffer.concat([head, tail.subarray(noise.length)])
  if (kind === 'insert') return Buffer.concat([head, noise, tail])
  if (kind === 'repeat') return Buffer.concat([head, tail, tail])
  const copy = Buffer.from(bytes)
  if (index < copy.length) copy[index] = (copy[index] ?? 0) ^ (noise[0] ?? 1)
  return copy
}

function head(procedure: number, type: number, serial: number): Header {
  return { program: REMOTE, version: 1, procedure, type, serial, status: messageStatus.ok }
}

function answered(serial: number, procedure: Procedure<unknown, unknown>, answer: unknown) {
  return { header: head(procedure.number, reply, serial), body: body(procedure.ret, answer) }
}

function refused(serial: number, procedure: number) {
  return { header: { ...head(procedure, reply, serial), status: messageStatus.error }, body: errorBody }
}

function body<T>(codec: Codec<T>, value: T): Buffer {
  return encode(codec, value)
}

function param(type: 'ullong' | 'string') {
  return type === 'string'
    ? { field: 'name', type, value: 'vda' }
    : { field: 'cpu.time', type, value: 2n ** 63n }
}
