import { Duplex, type DuplexOptions } from 'node:stream'
import { i64, type Int64, nothing, struct, u32, type XdrReader } from '../xdr/index.ts'
import { LibvirtError, LinkError } from './errors.ts'
import { STREAM_PACKET_MAX } from './limits.ts'
import type { Link } from './link.ts'
import { encodeFrame, type Header, messageStatus, messageType, rawFrame, readRemoteError } from './message.ts'
import type { StreamDirection, StreamProcedure } from './program.ts'

/** Received bytes held for a slow reader before the link stops reading. */
const INBOX_BYTES = 1 << 20

const holeCodec = struct({ length: i64, flags: u32 })

/** A run of zero bytes that a sparse stream sends as its length alone. */
export class StreamHole {
  readonly length: Int64

  constructor(length: Int64) {
    this.length = length
  }
}

/** What flows on a stream: bytes, or a hole where the procedure was asked for sparse data. */
export type StreamPiece = Buffer | StreamHole

/** What a stream needs of its connection. */
export interface StreamPort {
  readonly link: Link
  readonly serial: number
  readonly procedure: StreamProcedure<unknown, unknown>
  /** The peer will send nothing more (`finished`), or an answer to our abort is still to come. */
  release(state: 'finished' | 'aborting'): void
}

/**
 * A stream beside the calls of a connection, as a Duplex in object mode: pieces are Buffers, and
 * StreamHoles where sparse data was asked for. `end()` finishes with libvirt's handshake (`finish` comes
 * after the server's word), `destroy()` aborts at the server. A slow reader stops the whole connection's
 * reading, so large transfers should have a connection of their own.
 */
export class LibvirtStream<Reply = unknown> extends Duplex {
  /** What the opening call returned. */
  readonly reply: Reply
  readonly #port: StreamPort
  readonly #inbox: (StreamPiece | null)[] = []
  #inboxBytes = 0
  #wanted = false
  #sentFinish = false
  /** The server has had its last word: confirmed, failed, or the link is gone. */
  #over = false
  #onConfirmed: ((error?: Error | null) => void) | null = null

  constructor(port: StreamPort, reply: Reply) {
    super(duplexOptions(port.procedure.stream))
    this.#port = port
    this.reply = reply
    // A peer must not be able to end the process through a stream that nobody reads at the moment;
    // whoever iterates, pipes or listens still hears the error, and `errored` keeps it.
    this.on('error', () => undefined)
  }

  /** Takes a frame of this stream; throws LinkError or XdrError where it breaks the protocol. */
  receive(header: Header, reader: XdrReader, frame: Buffer): void {
    if (header.status === messageStatus.error)
      this.#failed(new LibvirtError(readRemoteError(reader), this.#name))
    else if (header.type === messageType.streamHole) this.#receiveHole(header, reader)
    else if (header.status === messageStatus.ok) this.#confirmed()
    else if (header.status !== messageStatus.continue) {
      throw new LinkError('protocol', `the peer sent a stream packet with status ${header.status}`)
    } else if (reader.remaining === 0) this.#peerFinished()
    else this.#accept(frame.subarray(frame.length - reader.remaining), reader.remaining)
  }

  /** The link is gone. */
  linkEnded(error: LinkError): void {
    this.#over = true
    this.destroy(error)
  }

  override _read(): void {
    this.#wanted = true
    while (this.#wanted && this.#inbox.length > 0) this.#hand(this.#inbox.shift() ?? null)
  }

  override _write(
    piece: StreamPiece | string,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    if (this.#over || this.#sentFinish) done(new LinkError('closed', `${this.#name}: the stream has ended`))
    else if (piece instanceof StreamHole) this.#sendHole(piece, done)
    else this.#sendData(typeof piece === 'string' ? Buffer.from(piece, encoding) : piece, 0, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#over) {
      done()
      return
    }
    this.#onConfirmed = done
    this.#sendFinish()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#port.link.letGo(this)
    this.#inbox.length = 0
    if (!this.#over) {
      this.#over = true
      this.#send(messageStatus.error)
      this.#port.release('aborting')
    }
    this.#settleFinish(error ?? new LinkError('aborted', `${this.#name}: the stream was given up`))
    done(error)
  }

  get #name(): string {
    return this.#port.procedure.name
  }

  #receiveHole(header: Header, reader: XdrReader): void {
    if (header.status !== messageStatus.continue) {
      throw new LinkError('protocol', `the peer sent a hole with status ${header.status}`)
    }
    const { length } = holeCodec.decode(reader)
    reader.finish()
    if (length < 0) throw new LinkError('protocol', 'the peer sent a hole of negative length')
    this.#accept(new StreamHole(length), 64)
  }

  #accept(piece: StreamPiece, weight: number): void {
    if (this.#port.procedure.stream === 'write') {
      throw new LinkError('protocol', `the peer sent data on ${this.#name}, which only takes data`)
    }
    if (this.destroyed) return
    this.#inbox.push(piece)
    this.#inboxBytes += weight
    if (this.#wanted) this.#hand(this.#inbox.shift() ?? null)
    if (this.#inboxBytes > INBOX_BYTES) this.#port.link.hold(this)
  }

  #hand(piece: StreamPiece | null): void {
    if (piece !== null) this.#inboxBytes -= piece instanceof StreamHole ? 64 : piece.length
    this.#wanted = this.push(piece)
    if (this.#inboxBytes <= INBOX_BYTES / 2) this.#port.link.letGo(this)
  }

  #peerFinished(): void {
    if (!this.#sentFinish) this.#sendFinish()
  }

  #confirmed(): void {
    this.#over = true
    this.#port.release('finished')
    this.#settleFinish(null)
    if (this.readable || this.#inbox.length > 0) {
      this.#inbox.push(null)
      if (this.#wanted) this.#hand(this.#inbox.shift() ?? null)
    }
    if (this.writable) this.end()
  }

  #failed(error: LibvirtError): void {
    this.#over = true
    this.#port.release('finished')
    this.destroy(error)
  }

  #settleFinish(error: Error | null): void {
    const settle = this.#onConfirmed
    this.#onConfirmed = null
    if (settle !== null) settle(error)
  }

  #sendFinish(): void {
    this.#sentFinish = true
    this.#send(messageStatus.ok)
  }

  #send(status: number): void {
    const header = streamHeader(this.#port, messageType.stream, status)
    this.#port.link.outbox.send(encodeFrame(header, nothing, undefined))
  }

  #sendHole(hole: StreamHole, done: (error?: Error | null) => void): void {
    const header = streamHeader(this.#port, messageType.streamHole, messageStatus.continue)
    this.#port.link.outbox.send(encodeFrame(header, holeCodec, { length: hole.length, flags: 0 }))
    done()
  }

  #sendData(data: Buffer, from: number, done: (error?: Error | null) => void): void {
    const { outbox } = this.#port.link
    if (from >= data.length || this.#over) {
      done(this.#over ? new LinkError('closed', `${this.#name}: the stream has ended`) : null)
      return
    }
    const header = streamHeader(this.#port, messageType.stream, messageStatus.continue)
    const to = Math.min(data.length, from + STREAM_PACKET_MAX)
    outbox.send(rawFrame(header, data.subarray(from, to)))
    outbox.flush()
    outbox.whenClear(() => this.#sendData(data, to, done))
  }
}

/** Node's Duplex takes `readable` and `writable`, which its published types leave out. */
function duplexOptions(direction: StreamDirection): DuplexOptions {
  const sides = { readable: direction !== 'write', writable: direction !== 'read' }
  return { objectMode: true, readableHighWaterMark: 1, ...sides }
}

/** The header of a stream packet: the opening call's numbers and serial. */
export function streamHeader(
  port: Pick<StreamPort, 'procedure' | 'serial'>,
  type: number,
  status: number,
): Header {
  const { program, version, number } = port.procedure
  return { program, version, procedure: number, type, serial: port.serial, status }
}
