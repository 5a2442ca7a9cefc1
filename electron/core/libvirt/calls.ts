import type { XdrReader } from '../xdr/index.ts'
import { LibvirtError, LinkError } from './errors.ts'
import { type Header, messageStatus, readRemoteError } from './message.ts'
import type { Procedure } from './program.ts'

/** More unanswered, given-up calls than this mean that the peer no longer works. */
const ABANDONED_MAX = 1024

/** How a call is bounded: `timeoutMs: null` lets it last as long as the connection. */
export interface CallOptions {
  signal?: AbortSignal | undefined
  timeoutMs?: number | null | undefined
}

/** The arguments of `call`: a procedure without any may be called without. */
export type CallRest<Args> = [Args] extends [undefined]
  ? [args?: Record<string, never> | null | undefined, options?: CallOptions]
  : [args: Args, options?: CallOptions]

/** Whoever can call a procedure. */
export interface Caller {
  call<Args, Ret>(procedure: Procedure<Args, Ret>, ...rest: CallRest<Args>): Promise<Ret>
  supports(feature: number): Promise<boolean>
}

interface Waiting {
  readonly procedure: Procedure<unknown, unknown>
  /** The reply's value, in the very turn it arrived. */
  readonly accept: (value: unknown, serial: number) => void
  readonly reject: (error: Error) => void
  /** What to undo when the reply comes after the caller gave up. */
  readonly late: ((value: unknown, serial: number) => void) | null
  readonly release: () => void
  abandoned: boolean
}

/** What a waiting call is made of; `late` undoes what a reply after giving up has set up at the peer. */
export interface CallRecord {
  procedure: Procedure<unknown, unknown>
  accept(value: unknown, serial: number): void
  reject(error: Error): void
  late: ((value: unknown, serial: number) => void) | null
  signal: AbortSignal | undefined
  timeoutMs: number | null
}

/** The calls that wait for a reply, by serial. A call given up stays known until its reply comes. */
export class PendingCalls {
  readonly #waiting = new Map<number, Waiting>()
  #abandoned = 0

  get size(): number {
    return this.#waiting.size
  }

  add(serial: number, record: CallRecord): void {
    const { procedure, accept, reject, late, signal, timeoutMs } = record
    const onAbort = () => {
      const cause: unknown = signal?.reason
      this.#abandon(serial, new LinkError('aborted', `${procedure.name} was cancelled`, cause))
    }
    const onTimeout = () => {
      this.#abandon(serial, new LinkError('timeout', `${procedure.name} was not answered in ${timeoutMs} ms`))
    }
    const timer = timeoutMs === null ? null : setTimeout(onTimeout, timeoutMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    const release = () => {
      if (timer !== null) clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    this.#waiting.set(serial, { procedure, accept, reject, late, release, abandoned: false })
  }

  has(serial: number): boolean {
    return this.#waiting.has(serial)
  }

  /** Too many calls were given up without an answer. */
  get overwhelmed(): boolean {
    return this.#abandoned > ABANDONED_MAX
  }

  /** Settles the call that a reply belongs to; throws LinkError or XdrError where it fits none. */
  reply(header: Header, reader: XdrReader): void {
    const call = this.#waiting.get(header.serial)
    if (call === undefined) {
      throw new LinkError(
        'protocol',
        `the peer answered a call that was never made (serial ${header.serial})`,
      )
    }
    const { procedure } = call
    if (header.program !== procedure.program || header.procedure !== procedure.number) {
      throw new LinkError('protocol', `the peer answered ${procedure.name} with another procedure's reply`)
    }
    if (call.abandoned) this.#late(call, header, reader)
    else if (header.status === messageStatus.ok) {
      const value = decodeAll(procedure, reader)
      this.#forget(header.serial, call)
      call.accept(value, header.serial)
    } else if (header.status === messageStatus.error) {
      const error = new LibvirtError(readRemoteError(reader), procedure.name)
      this.#forget(header.serial, call)
      call.reject(error)
    } else throw new LinkError('protocol', `the peer answered with status ${header.status}`)
  }

  /** Rejects every call: the link is gone. */
  end(error: LinkError): void {
    for (const [serial, call] of [...this.#waiting]) {
      this.#forget(serial, call)
      if (!call.abandoned) call.reject(error)
    }
  }

  #late(call: Waiting, header: Header, reader: XdrReader): void {
    this.#forget(header.serial, call)
    this.#abandoned -= 1
    if (header.status === messageStatus.ok && call.late !== null) {
      call.late(decodeAll(call.procedure, reader), header.serial)
    }
  }

  #abandon(serial: number, error: LinkError): void {
    const call = this.#waiting.get(serial)
    if (call === undefined || call.abandoned) return
    call.release()
    call.abandoned = true
    this.#abandoned += 1
    call.reject(error)
  }

  #forget(serial: number, call: Waiting): void {
    call.release()
    this.#waiting.delete(serial)
  }
}

function decodeAll(procedure: Procedure<unknown, unknown>, reader: XdrReader): unknown {
  const value = procedure.ret.decode(reader)
  reader.finish()
  return value
}
