import { nothing, XdrReader } from '../xdr/index.ts'
import { LinkError } from './errors.ts'
import type { Link } from './link.ts'
import { encodeFrame, HEADER_BYTES, type Header, messageStatus, messageType } from './message.ts'
import type { StreamProcedure } from './program.ts'
import { LibvirtStream, streamHeader } from './stream.ts'

/** Finished streams remembered, so that a packet already under way is no breach. */
const FINISHED_KEPT = 256

/** Bytes kept of a stream whose opening call is not yet answered; the link cannot be held back then. */
const EARLY_MAX_BYTES = 1 << 25

interface Opening {
  readonly early: { header: Header; frame: Buffer }[]
  bytes: number
  /** The caller has gone: what comes is dropped. */
  unwanted: boolean
}

/** The open streams of a connection, by the serial of their opening call. */
export class Streams {
  readonly #link: Link
  readonly #opening = new Map<number, Opening>()
  readonly #open = new Map<number, LibvirtStream>()
  readonly #aborting = new Set<number>()
  readonly #finished = new Set<number>()

  constructor(link: Link) {
    this.#link = link
  }

  /** An opening call has been sent: a server may send its first packets before the reply. */
  expect(serial: number): void {
    this.#opening.set(serial, { early: [], bytes: 0, unwanted: false })
  }

  /** The opening call failed (`settled`), or its caller has gone and the reply is still to come. */
  unexpect(serial: number, settled: boolean): void {
    const opening = this.#opening.get(serial)
    if (opening === undefined) return
    opening.unwanted = true
    opening.early.length = 0
    if (settled) this.#opening.delete(serial)
  }

  /** Makes the stream that a reply has opened; must run in the turn of that reply. */
  add<Reply>(procedure: StreamProcedure<unknown, Reply>, serial: number, reply: Reply): LibvirtStream<Reply> {
    const release = (state: 'finished' | 'aborting') => this.#release(serial, state)
    const stream = new LibvirtStream({ link: this.#link, serial, procedure, release }, reply)
    this.#open.set(serial, stream)
    const opening = this.#opening.get(serial)
    this.#opening.delete(serial)
    for (const { header, frame } of opening?.early ?? []) {
      stream.receive(header, new XdrReader(frame, HEADER_BYTES), frame)
    }
    return stream
  }

  /** Gives up a stream that was opened after its caller had gone. */
  refuse(procedure: StreamProcedure<unknown, unknown>, serial: number): void {
    const header = streamHeader({ procedure, serial }, messageType.stream, messageStatus.error)
    this.#link.outbox.send(encodeFrame(header, nothing, undefined))
    this.#opening.delete(serial)
    this.#aborting.add(serial)
  }

  /** Takes a stream packet; throws where it belongs to no stream of this connection. */
  route(header: Header, reader: XdrReader, frame: Buffer): void {
    const stream = this.#open.get(header.serial)
    const opening = this.#opening.get(header.serial)
    if (stream !== undefined) stream.receive(header, reader, frame)
    else if (opening !== undefined) keep(opening, header, frame)
    else if (this.#aborting.has(header.serial)) {
      if (header.status !== messageStatus.continue) this.#release(header.serial, 'finished')
    } else if (!this.#finished.has(header.serial)) {
      throw new LinkError(
        'protocol',
        `the peer sent a packet of a stream that was never opened (${header.serial})`,
      )
    }
  }

  /** Whether a stream still has a use for this serial. */
  has(serial: number): boolean {
    return this.#open.has(serial) || this.#aborting.has(serial) || this.#opening.has(serial)
  }

  end(error: LinkError): void {
    for (const stream of [...this.#open.values()]) stream.linkEnded(error)
    this.#open.clear()
    this.#opening.clear()
    this.#aborting.clear()
  }

  #release(serial: number, state: 'finished' | 'aborting'): void {
    this.#open.delete(serial)
    this.#aborting.delete(serial)
    if (state === 'aborting') {
      this.#aborting.add(serial)
      return
    }
    this.#finished.add(serial)
    if (this.#finished.size > FINISHED_KEPT) {
      const [oldest] = this.#finished
      if (oldest !== undefined) this.#finished.delete(oldest)
    }
  }
}

function keep(opening: Opening, header: Header, frame: Buffer): void {
  if (opening.unwanted) return
  opening.bytes += frame.length
  if (opening.bytes > EARLY_MAX_BYTES) {
    throw new LinkError('protocol', 'the peer sends a stream without answering the call that opens it')
  }
  opening.early.push({ header, frame })
}
