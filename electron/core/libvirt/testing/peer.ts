import { type Duplex, duplexPair } from 'node:stream'
import { type Codec, decode, i32, struct } from '../../xdr/index.ts'
import { connectLibvirt, type LibvirtClient, type LibvirtOptions } from '../client.ts'
import { FrameSplitter } from '../frames.ts'
import { KEEPALIVE_PROGRAM } from '../keepalive.ts'
import { encodeFrame, type Header, messageStatus, messageType, readHeader } from '../message.ts'
import type { Procedure } from '../program.ts'
import { textOrNull } from '../remote/shapes.ts'
import { XdrReader } from '../../xdr/index.ts'

const remoteError = struct({
  code: i32,
  domain: i32,
  message: textOrNull,
  level: i32,
  rest: struct({ dom: i32, str1: i32, str2: i32, str3: i32, int1: i32, int2: i32, net: i32 }),
})
const nothingMore = { dom: 0, str1: 0, str2: 0, str3: 0, int1: 0, int2: 0, net: 0 }

/** A message as the scripted peer received it. */
export interface Received {
  header: Header
  payload: Buffer
}

/** A server that does only what the test tells it, byte by byte if need be. */
export class ScriptedPeer {
  readonly side: Duplex
  readonly #splitter = new FrameSplitter()
  readonly #received: Received[] = []
  readonly #waiting: ((message: Received) => void)[] = []
  /** Keepalive messages, which `next` leaves out. */
  readonly keepalives: Header[] = []

  constructor(side: Duplex) {
    this.side = side
    side.on('data', (chunk: Buffer) => {
      this.#splitter.push(chunk)
      for (let frame = this.#splitter.next(); frame !== null; frame = this.#splitter.next()) this.#take(frame)
    })
    side.on('error', () => undefined) // the client's end of the pair tells the test what happened
  }

  /** The next message that is not keepalive's. */
  next(): Promise<Received> {
    const message = this.#received.shift()
    if (message !== undefined) return Promise.resolve(message)
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  /** Whether something comes within that time; it stays the next message. */
  async hears(ms: number): Promise<boolean> {
    await new Promise(resolve => setTimeout(resolve, ms))
    return this.#received.length > 0
  }

  /** The next message, which must be a call of this procedure, and its arguments. */
  async expectCall<A>(procedure: Procedure<A, unknown>): Promise<{ header: Header; args: A }> {
    const { header, payload } = await this.next()
    if (header.procedure !== procedure.number) throw new Error(`procedure ${header.procedure} came instead`)
    return { header, args: decode(procedure.args, payload) }
  }

  /** Answers a call with success, with whatever header fields the test wants otherwise. */
  reply<T>(call: Header, codec: Codec<T>, value: T, override: Partial<Header> = {}): void {
    const header = { ...call, type: messageType.reply, status: messageStatus.ok, ...override }
    this.side.write(encodeFrame(header, codec, value))
  }

  /** Answers a call with libvirt's error, "not supported" unless told. */
  refuse(call: Header, { code = 3, domain = 18, message = 'not supported' } = {}): void {
    const error = { code, domain, message, level: 2, rest: nothingMore }
    this.reply(call, remoteError, error, { status: messageStatus.error })
  }

  /** Sends a message of any header. */
  send<T>(header: Header, codec: Codec<T>, value: T): void {
    this.side.write(encodeFrame(header, codec, value))
  }

  raw(bytes: Uint8Array | string): void {
    this.side.write(typeof bytes === 'string' ? Buffer.from(bytes.replaceAll(/\s+/g, ''), 'hex') : bytes)
  }

  #take(frame: Buffer): void {
    const header = readHeader(new XdrReader(frame))
    if (header.program === KEEPALIVE_PROGRAM) {
      this.keepalives.push(header)
      return
    }
    const message = { header, payload: frame.subarray(24) }
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#received.push(message)
    else waiting(message)
  }
}

/** A client and the scripted peer that it talks to. */
export function scriptedPair(options: LibvirtOptions = {}): { client: LibvirtClient; peer: ScriptedPeer } {
  const [ours, theirs] = duplexPair()
  return { client: connectLibvirt(ours, options), peer: new ScriptedPeer(theirs) }
}
