import { type Codec, XdrReader } from '../xdr/index.ts'
import type { EventSource } from './events.ts'

/** Bytes of events kept for a registration whose reply is still under way; later ones are dropped. */
const EARLY_MAX_BYTES = 1 << 20

interface Listener {
  readonly payload: Codec<unknown>
  readonly callback: (event: unknown) => void
}

interface Registering {
  readonly key: string
  readonly early: { callbackId: number; payload: Uint8Array }[]
  earlyBytes: number
}

/** Finds the listener of each event by program, message number and callback id. */
export class EventRoutes {
  readonly #listeners = new Map<string, Map<number, Listener>>()
  readonly #registering = new Set<Registering>()
  readonly #unnumbered = new Set<string>()
  readonly #onCallbackError: (error: unknown) => void

  /** A listener that throws is reported and does not disturb the others or the connection. */
  constructor(onCallbackError: (error: unknown) => void) {
    this.#onCallbackError = onCallbackError
  }

  /**
   * Opens a registration: a server may send the first event before its reply, so from now on events of
   * this kind are kept until `done` names the callback id or `failed` gives up.
   */
  begin<Payload>(source: EventSource<Payload, never>, callback: (event: Payload) => void) {
    const key = keyOf(source.program, source.number)
    const registering: Registering = { key, early: [], earlyBytes: 0 }
    if (source.unnumbered === true) this.#unnumbered.add(key)
    this.#registering.add(registering)
    const listener: Listener = { payload: source.payload, callback: event => callback(event as Payload) }
    return {
      /** Returns what removes the listener. */
      done: (callbackId: number): (() => void) => {
        this.#registering.delete(registering)
        const listeners = this.#listeners.get(key) ?? new Map<number, Listener>()
        this.#listeners.set(key, listeners.set(callbackId, listener))
        for (const early of registering.early) {
          if (early.callbackId === callbackId) this.#deliver(listener, new XdrReader(early.payload))
        }
        return () => {
          if (listeners.get(callbackId) === listener) listeners.delete(callbackId)
        }
      },
      failed: (): void => {
        this.#registering.delete(registering)
      },
    }
  }

  /** Delivers one event message; one that nobody listens to any more is dropped, as a late one may be. */
  route(program: number, number: number, reader: XdrReader, frame: Uint8Array): void {
    const key = keyOf(program, number)
    const callbackId = this.#unnumbered.has(key) ? 0 : reader.i32()
    const listener = this.#listeners.get(key)?.get(callbackId)
    if (listener !== undefined) {
      this.#deliver(listener, reader)
      return
    }
    for (const registering of this.#registering) {
      if (registering.key !== key || registering.earlyBytes + reader.remaining > EARLY_MAX_BYTES) continue
      registering.earlyBytes += reader.remaining
      const payload = Uint8Array.prototype.slice.call(frame, frame.length - reader.remaining)
      registering.early.push({ callbackId, payload })
    }
  }

  /** Forgets everybody: the link is gone. */
  end(): void {
    this.#listeners.clear()
    this.#registering.clear()
  }

  #deliver(listener: Listener, reader: XdrReader): void {
    const event = listener.payload.decode(reader)
    reader.finish()
    try {
      listener.callback(event)
    } catch (error) {
      this.#onCallbackError(error)
    }
  }
}

function keyOf(program: number, number: number): string {
  return `${program}:${number}`
}
