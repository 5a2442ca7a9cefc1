import { networkInterfaces } from 'node:os'
import type { Clock } from '../clock.ts'

/** How often the addresses of this computer and its clocks are looked at. */
const LOOK_MS = 2_000
/** A look that comes this much later than planned, by either clock, means that the computer slept. */
const SLEPT_MS = 10_000
/** Changes are told at most this often: networks come and go in bursts. */
const CALM_MS = 5_000

/** What is noticed. */
export interface NetworkListener {
  networkChanged(): void
  /** The computer seems to have slept, or its wall clock was moved forward; the two can't be told apart. */
  woke(): void
}

/** This computer's own addresses, without loopback and without those every new interface gives itself. */
export function localAddresses(interfaces = networkInterfaces()): string {
  const addresses = Object.entries(interfaces).flatMap(([name, list]) =>
    (list ?? [])
      .filter(one => !one.internal && !/^(fe80:|169\.254\.)/i.test(one.address))
      .map(one => `${name} ${one.address}`),
  )
  return addresses.sort().join('\n')
}

/** Notices a change of network or a sleep where the shell has no better source; sends nothing. */
export class NetworkWatch {
  readonly #clock: Clock
  readonly #listener: NetworkListener
  readonly #read: () => string
  #addresses: string
  #wallMs: number
  #monotonicMs: number
  #toldAt = Number.NEGATIVE_INFINITY
  #untold = false
  #cancel: () => void

  constructor(clock: Clock, listener: NetworkListener, read = localAddresses) {
    this.#clock = clock
    this.#listener = listener
    this.#read = read
    this.#addresses = read()
    this.#wallMs = clock.nowMs()
    this.#monotonicMs = clock.monotonicMs()
    this.#cancel = clock.after(LOOK_MS, () => this.#look())
  }

  close(): void {
    this.#cancel()
  }

  #look(): void {
    const wallMs = this.#clock.nowMs()
    const monotonicMs = this.#clock.monotonicMs()
    const passed = Math.max(wallMs - this.#wallMs, monotonicMs - this.#monotonicMs)
    this.#wallMs = wallMs
    this.#monotonicMs = monotonicMs
    this.#cancel = this.#clock.after(LOOK_MS, () => this.#look())
    const addresses = this.#read()
    if (addresses !== this.#addresses) this.#untold = true
    this.#addresses = addresses
    if (passed > LOOK_MS + SLEPT_MS) {
      this.#untold = false
      this.#toldAt = monotonicMs
      this.#listener.woke()
    } else if (this.#untold && monotonicMs - this.#toldAt >= CALM_MS) {
      this.#untold = false
      this.#toldAt = monotonicMs
      this.#listener.networkChanged()
    }
  }
}
