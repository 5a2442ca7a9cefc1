import { XdrError, type XdrReader } from '../xdr/index.ts'
import { bound, type CallOptions, cancelled } from './deadline.ts'
import { LibvirtError, LinkError } from './errors.ts'
import type { Link } from './link.ts'
import { encodeFrame, type Header, messageStatus, messageType, readRemoteError } from './message.ts'
import type { Procedure } from './program.ts'

/** More unanswered, given-up calls than this mean that the peer no longer works. */
const ABANDONED_MAX = 1024

export type { CallOptions } from './deadline.ts'

/** What a procedure without arguments may be given in their place. */
export type NoArgs = Record<string, never> | null | undefined

/** Whoever can call a procedure. */
export interface Caller {
  call<Ret>(procedure: Procedure<undefined, Ret>, args?: NoArgs, options?: CallOptions): Promise<Ret>
  call<Args, Ret>(procedure: Procedure<Args, Ret>, args: Args, options?: CallOptions): Promise<Ret>
  supports(feature: number): Promise<boolean>
}

/** Who waits for a reply, told in the very turn it arrives. */
export interface Waiter {
  /** The call is on its way under this serial. */
  sent?(serial: number): void
  accept(value: unknown, serial: number): void
  /** The serial is null when nothing was sent. */
  reject(error: Error, serial: number | null): void
  /** The reply came after the caller had gone; null when it is an error. Undoes what the call set up. */
  late?(reply: { value: unknown } | null, serial: number): void
}

interface Waiting {
  readonly procedure: Procedure<unknown, unknown>
  readonly waiter: Waiter
  readonly release: () => void
  abandoned: boolean
}

/** The calls of a connection: sent at once, answered by serial. One given up stays known until its reply comes. */
export class Calls {
  readonly #link: Link
  readonly #defaultTimeoutMs: number
  readonly #taken: (serial: number) => boolean
  readonly #waiting = new Map<number, Waiting>()
  #abandoned = 0
  #serial = 0
  #quiet: (() => void)[] = []
  /** Calls made so far. */
  made = 0

  /** `taken` tells which serials a stream still uses. */
  constructor(link: Link, defaultTimeoutMs: number, taken: (serial: number) => boolean) {
    this.#link = link
    this.#defaultTimeoutMs = defaultTimeoutMs
    this.#taken = taken
  }

  /** Sends a call; every outcome goes to the waiter, a refusal before this returns. */
  make(procedure: Procedure<unknown, unknown>, args: unknown, options: CallOptions, waiter: Waiter): void {
    const refusal = this.#refusal(procedure, options.signal)
    if (refusal !== null) {
      waiter.reject(refusal, null)
      return
    }
    const serial = this.#nextSerial()
    const { program, version, number } = procedure
    const numbers = { program, version, procedure: number, serial }
    try {
      const frame = encodeFrame(
        { ...numbers, type: messageType.call, status: messageStatus.ok },
        procedure.args,
        args,
      )
      this.#link.outbox.send(frame)
    } catch (error) {
      waiter.reject(encodeError(procedure.name, error), null)
      return
    }
    this.made += 1
    this.#wait(serial, procedure, options, waiter)
    waiter.sent?.(serial)
  }

  /** Settles the call that a reply belongs to; throws LinkError or XdrError where it fits none. */
  reply(header: Header, reader: XdrReader): void {
    const { serial, status } = header
    const call = this.#waiting.get(serial)
    if (call === undefined) {
      throw new LinkError('protocol', `the peer answered a call that was never made (serial ${serial})`)
    }
    const { procedure, waiter } = call
    if (header.program !== procedure.program || header.procedure !== procedure.number) {
      throw new LinkError('protocol', `the peer answered ${procedure.name} with another procedure's reply`)
    }
    if (call.abandoned) this.#late(call, header, reader)
    else if (status === messageStatus.ok) {
      // Forgotten last: where taking the reply fails, the end of the link still rejects the caller.
      waiter.accept(decodeAll(procedure, reader), serial)
      this.#forget(serial, call)
    } else if (status === messageStatus.error) {
      const error = new LibvirtError(readRemoteError(reader), procedure.name)
      this.#forget(serial, call)
      waiter.reject(error, serial)
    } else throw new LinkError('protocol', `the peer answered with status ${status}`)
  }

  /** Resolves true when no call is unanswered, not even one that was given up; false after `ms`. */
  async quiet(ms: number): Promise<boolean> {
    let late = false
    let wake = () => {}
    const timer = setTimeout(() => {
      late = true
      wake()
    }, ms)
    // Taking a late reply may have made another call: what that reply had set up is taken back.
    while (this.#waiting.size > 0 && !late) {
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      this.#quiet.push(resolve)
      await promise
    }
    clearTimeout(timer)
    return this.#waiting.size === 0
  }

  /** Rejects every call: the link is gone. */
  end(error: LinkError): void {
    for (const [serial, call] of [...this.#waiting]) {
      this.#forget(serial, call)
      if (!call.abandoned) call.waiter.reject(error, serial)
    }
  }

  #wait(serial: number, procedure: Procedure<unknown, unknown>, options: CallOptions, waiter: Waiter): void {
    const giveUp = (error: LinkError) => this.#abandon(serial, error)
    const defaultTimeoutMs = this.#defaultTimeoutMs
    const release = bound({ ...options, procedure, defaultTimeoutMs, link: this.#link, giveUp })
    this.#waiting.set(serial, { procedure, waiter, release, abandoned: false })
  }

  #refusal(procedure: Procedure<unknown, unknown>, signal: AbortSignal | undefined): LinkError | null {
    if (this.#link.ended !== null) return this.#link.ended
    if (signal?.aborted === true) return cancelled(procedure, signal)
    if (this.#abandoned <= ABANDONED_MAX) return null
    this.#link.end(new LinkError('dead', 'the server has left too many calls unanswered'))
    return this.#link.ended
  }

  #nextSerial(): number {
    do this.#serial = this.#serial >= 0xffff_ffff ? 1 : this.#serial + 1
    while (this.#waiting.has(this.#serial) || this.#taken(this.#serial))
    return this.#serial
  }

  #late(call: Waiting, { serial, status }: Header, reader: XdrReader): void {
    this.#forget(serial, call)
    this.#abandoned -= 1
    if (call.waiter.late === undefined) return
    call.waiter.late(
      status === messageStatus.ok ? { value: decodeAll(call.procedure, reader) } : null,
      serial,
    )
  }

  #abandon(serial: number, error: LinkError): void {
    const call = this.#waiting.get(serial)
    if (call === undefined || call.abandoned) return
    call.release()
    call.abandoned = true
    this.#abandoned += 1
    call.waiter.reject(error, serial)
  }

  #forget(serial: number, call: Waiting): void {
    call.release()
    this.#waiting.delete(serial)
    if (this.#waiting.size > 0) return
    for (const resolve of this.#quiet.splice(0)) resolve()
  }
}

function decodeAll(procedure: Procedure<unknown, unknown>, reader: XdrReader): unknown {
  const value = procedure.ret.decode(reader)
  reader.finish()
  return value
}

function encodeError(name: string, error: unknown): LinkError {
  if (error instanceof XdrError) return new LinkError('encode', `${name}: ${error.message}`, error)
  return new LinkError('encode', `${name}: the arguments do not have the procedure's shape`, error)
}
