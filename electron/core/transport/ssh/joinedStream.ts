import { Duplex, type Readable, type Writable } from 'node:stream'

/**
 * One well-behaved Duplex over a source and a sink: back-pressure both ways, writes that fail instead
 * of hanging once the peer has gone, and a prompt `close`. `release` lets go of what is underneath and
 * is called once.
 */
export class JoinedStream extends Duplex {
  readonly #source: Readable
  readonly #sink: Writable
  readonly #release: () => void
  /** True once the peer has sent anything. */
  answered = false
  #waiting: ((error?: Error | null) => void) | undefined
  #peerGone = false
  #ended = false

  /** `endWithSource` false: the source's end is no end yet, `peerClosed` or `destroy` tells it. */
  constructor(source: Readable, sink: Writable, release: () => void, endWithSource = true) {
    super({ allowHalfOpen: false })
    this.#source = source
    this.#sink = sink
    this.#release = release
    // An error stays in `errored` and brings a `close`; before anybody listens it must not end the program.
    this.on('error', () => this.#settleWrite(gone()))
    source.on('data', (chunk: Buffer) => {
      this.answered = true
      if (!this.#ended && !this.push(chunk)) source.pause()
    })
    if (endWithSource) source.on('end', () => this.#end())
    sink.on('drain', () => this.#settleWrite())
  }

  /** The peer is gone: what was read stays readable, what is written from now on fails. */
  peerClosed(): void {
    this.#peerGone = true
    this.#settleWrite(gone())
    this.#end()
  }

  override _read(): void {
    this.#source.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#peerGone || !this.#sink.writable) callback(gone())
    else if (this.#sink.write(chunk)) callback()
    else this.#waiting = callback
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (!this.#peerGone && this.#sink.writable) this.#sink.end()
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#ended = true
    this.#release()
    this.#settleWrite(gone())
    callback(error)
  }

  #settleWrite(error?: Error): void {
    const callback = this.#waiting
    this.#waiting = undefined
    callback?.(error)
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.push(null)
  }
}

function gone(): Error {
  return Object.assign(new Error('the other side has closed the stream'), { code: 'EPIPE' })
}
