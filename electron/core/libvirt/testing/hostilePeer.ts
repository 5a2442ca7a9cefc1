import { duplexPair } from 'node:stream'
import fc from 'fast-check'
import { nothing, struct } from '../../xdr/index.ts'
import { connectLibvirt } from '../client.ts'
import { LibvirtError, LinkError } from '../errors.ts'
import { events } from '../events.ts'
import { encodeFrame, type Header, rawFrame } from '../message.ts'
import { remote } from '../remote/index.ts'
import { domain, text } from '../remote/shapes.ts'
import { typedParams } from '../typedParam.ts'

const dom = { name: 'a', uuid: new Uint8Array(16), id: 1 }
const numbers = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0x7fff_ffff, 0xffff_ffff))
const signed = numbers.map(value => value | 0)

/** Headers that are nearly right: that is where a client breaks. */
const header: fc.Arbitrary<Header> = fc.record({
  program: fc.constantFrom(0x2000_8086, 0x2000_8086, 0x2000_8086, 0x2000_8087, 0x6b65_6570, 1),
  version: fc.constantFrom(1, 1, 1, 1, 2),
  procedure: fc.oneof(fc.constantFrom(59, 344, 66, 209, 316, 318), signed),
  type: fc.oneof(fc.constantFrom(1, 2, 3, 6), signed),
  serial: numbers,
  status: fc.oneof(fc.constantFrom(0, 1, 2), signed),
})

const stats = struct({ dom: domain, params: typedParams(10) })
const param = { field: 'cpu.time', type: 'ullong', value: 2n ** 63n } as const

/** Payloads of the calls that are waiting, right ones and noise. */
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 120 }),
  fc.constant(encodeFrame(zero(), struct({ hostname: text }), { hostname: 'h' }).subarray(28)),
  fc.constant(encodeFrame(zero(), stats, { dom, params: [param] }).subarray(28)),
  fc.constant(encodeFrame(zero(), nothing, undefined).subarray(28)),
)

const message = fc.tuple(header, payload).map(([head, body]) => rawFrame(head, body))

/** One thing that may happen to the bytes on their way. */
const damage = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
})

/** What a hostile server sends: messages, damaged in places, cut into chunks. */
export const hostileBytes = fc
  .record({
    messages: fc.array(message, { minLength: 1, maxLength: 12 }),
    damages: fc.array(damage, { maxLength: 4 }),
    chunk: fc.integer({ min: 1, max: 400 }),
  })
  .map(({ messages, damages, chunk }) => {
    const bytes = damages.reduce(damaged, Buffer.concat(messages))
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
  for (const outcome of await settled) {
    if (outcome.status === 'rejected') checkError(outcome.reason)
  }
  const reason = await client.closed
  if (!(reason instanceof LinkError)) throw new Error(`closed resolved to ${reason}`)
}

const download = { vol: { pool: 'p', name: 'v', key: 'k' }, offset: 0, length: 0, flags: 0 }

function checkError(error: unknown): void {
  if (!(error instanceof LinkError) && !(error instanceof LibvirtError)) {
    throw new Error('a promise was rejected with an error that is not the client’s', { cause: error })
  }
}

function damaged(
  bytes: Buffer,
  { kind, at, bytes: noise }: { kind: string; at: number; bytes: Uint8Array },
): Buffer {
  const index = Math.floor(at * bytes.length)
  const [head, tail] = [bytes.subarray(0, index), bytes.subarray(index)]
  if (kind === 'cut') return Buffer.concat([head, tail.subarray(noise.length)])
  if (kind === 'insert') return Buffer.concat([head, noise, tail])
  if (kind === 'repeat') return Buffer.concat([head, tail, tail])
  const copy = Buffer.from(bytes)
  if (index < copy.length) copy[index] = (copy[index] ?? 0) ^ (noise[0] ?? 1)
  return copy
}

function zero(): Header {
  return { program: 0, version: 0, procedure: 0, type: 0, serial: 0, status: 0 }
}
