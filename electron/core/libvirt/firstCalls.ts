import type { Calls } from './calls.ts'
import { bound } from './deadline.ts'
import { LibvirtError } from './errors.ts'
import type { Link } from './link.ts'
import type { FurtherDriver } from './program.ts'

/** What `Calls.make` takes. */
type Call = Parameters<Calls['make']>

interface Held {
  send(): void
  drop(error: Error): void
}

/**
 * Lets the first call to each further driver go alone. Where libvirt's daemons are modular, the hypervisor's one opens
 * the others at the first call that needs them, without a lock (`remoteOpenConn` of remote_daemon_dispatch.c, seen in
 * 11.3): two first calls at once leave it with two connections, and registrations of events on the one it forgot, at
 * which it crashes when the client goes. Elsewhere it costs those behind the first one round trip, once.
 */
export class FirstCalls {
  readonly #calls: Calls
  readonly #link: Link
  readonly #defaultTimeoutMs: number
  readonly #open = new Set<FurtherDriver>()
  readonly #opening = new Set<FurtherDriver>()
  readonly #held = new Map<FurtherDriver, Set<Held>>()

  constructor(calls: Calls, link: Link, defaultTimeoutMs: number) {
    this.#calls = calls
    this.#link = link
    this.#defaultTimeoutMs = defaultTimeoutMs
  }

  /** As `Calls.make`; a call that is held back is bounded by its deadline and signal as if it were sent. */
  make(...call: Call): void {
    const [{ driver }] = call
    const isOver = this.#link.ended !== null
    if (driver === undefined || isOver || this.#open.has(driver)) this.#calls.make(...call)
    else if (this.#opening.has(driver)) this.#hold(driver, call)
    else this.#first(driver, call)
  }

  /** Rejects what is held back: the link is gone. */
  end(error: Error): void {
    for (const held of this.#held.values()) for (const call of [...held]) call.drop(error)
  }

  #first(driver: FurtherDriver, [procedure, args, options, waiter]: Call): void {
    this.#opening.add(driver)
    this.#calls.make(procedure, args, options, {
      ...waiter,
      sent: serial => waiter.sent?.(serial),
      accept: (value, serial) => {
        this.#opened(driver)
        waiter.accept(value, serial)
      },
      reject: (error, serial) => {
        // One that was given up is still under way: those behind it wait for its late answer.
        if (serial === null || error instanceof LibvirtError) this.#next(driver)
        waiter.reject(error, serial)
      },
      late: (reply, serial) => {
        if (reply === null) this.#next(driver)
        else this.#opened(driver)
        waiter.late?.(reply, serial)
      },
    })
  }

  #hold(driver: FurtherDriver, call: Call): void {
    const [procedure, , options, waiter] = call
    const held = this.#held.get(driver) ?? new Set()
    this.#held.set(driver, held)
    const drop = (error: Error) => {
      release()
      held.delete(waiting)
      waiter.reject(error, null)
    }
    const bounds = { procedure, link: this.#link, defaultTimeoutMs: this.#defaultTimeoutMs, giveUp: drop }
    const release = bound({ ...options, ...bounds })
    const send = () => {
      release()
      held.delete(waiting)
      this.make(...call)
    }
    const waiting: Held = { send, drop }
    held.add(waiting)
  }

  #opened(driver: FurtherDriver): void {
    this.#opening.delete(driver)
    this.#open.add(driver)
    for (const call of [...(this.#held.get(driver) ?? [])]) call.send()
    this.#held.delete(driver)
  }

  /** An error does not tell whether the driver was opened: the next call goes alone too. */
  #next(driver: FurtherDriver): void {
    this.#opening.delete(driver)
    const [call] = this.#held.get(driver) ?? []
    call?.send()
  }
}
