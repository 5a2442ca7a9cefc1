import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '../../../electron/core/core.ts'
import type { ManualClock } from '../../../electron/core/testing/manualClock.ts'
import type { Hypervisor } from './hypervisor.ts'

/** How often the hosts of the pictures are sampled, on screen or not. */
export const TICK_MS = 20_000
/** What a wait moves the clock by, so that what was put off comes due. */
const NUDGE_MS = 100
const QUIET_TURNS = 12
/** Until then a sampler's beat is its own: rates need two ticks, and the third is put off. */
export const BEATS = 4
const PATIENCE_MS = 30_000

/** Moves the clock of a made-up fleet, and waits until the core has taken note. */
export class Pace {
  readonly #clock: ManualClock
  readonly #hosts: readonly Hypervisor[]

  constructor(clock: ManualClock, hosts: readonly Hypervisor[]) {
    this.#clock = clock
    this.#hosts = hosts
  }

  /** Nudges the clock on until `holds` does. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      this.#clock.advance(NUDGE_MS)
      await sleep(2)
    }
  }

  /** Waits without moving the clock. */
  async still(holds: () => boolean): Promise<void> {
    while (!holds()) await sleep(5)
  }

  /** Jumps the wall to a time (Unix ms): days in which nothing was measured. */
  jump(atMs: number): void {
    this.#clock.jumpWall(atMs - this.#clock.nowMs())
    for (const host of this.#hosts) host.rest()
  }

  /** Waits until nobody asks anything any more; what is put off by less than `withinMs` has happened by then. */
  async quiet(withinMs = 2_000): Promise<void> {
    for (let moved = 0; moved <= withinMs; moved += NUDGE_MS) {
      this.#clock.advance(NUDGE_MS)
      await turn()
    }
    for (let still = 0; still < QUIET_TURNS; still++) {
      const before = this.#calls()
      await sleep(4)
      if (this.#calls() !== before) still = -1
    }
  }

  /** Samples every live host until its beat is steady, and from then on at the same moments, the whole steps. */
  async align(core: Core): Promise<void> {
    const live = core.registry.list().filter(({ id }) => core.registry.session(id).state.phase === 'live')
    for (let round = 0; round < BEATS; round++) {
      this.#clock.advance(1_000)
      await Promise.all(live.map(({ id }) => core.sampler.tickOnce(id, AbortSignal.timeout(PATIENCE_MS))))
    }
  }

  /** Lets the time pass tick by tick; every live host is sampled at each. `at` is told of each tick. */
  async pass(core: Core, untilMs: number, at: (nowMs: number) => void): Promise<void> {
    while (this.#clock.nowMs() < untilMs) {
      const left = untilMs - this.#clock.nowMs()
      // Ticks are due on whole steps: one that began in the middle would seem to have taken the rest of it.
      this.#clock.advance(Math.min(TICK_MS - (this.#clock.nowMs() % TICK_MS), left))
      const nowMs = this.#clock.nowMs()
      const patience = performance.now() + PATIENCE_MS
      while (!this.#isSampled(core, nowMs)) {
        if (performance.now() > patience) throw new Error('a host of the pictures is not sampled any more')
        await turn()
      }
      // The next tick is planned once this one is over.
      await turn()
      at(nowMs)
    }
  }

  #isSampled(core: Core, nowMs: number): boolean {
    const { samplers } = core.sampler.snapshot(
      { keys: [], hostIds: core.registry.list().map(({ id }) => id) },
      0,
    )
    return samplers.every(({ hostId, lastTickMs }) => {
      const { phase } = core.registry.session(hostId).state
      return phase !== 'live' || nowMs - (lastTickMs ?? 0) < TICK_MS
    })
  }

  #calls(): number {
    return this.#hosts.reduce((sum, host) => sum + host.daemon.count(), 0)
  }
}
