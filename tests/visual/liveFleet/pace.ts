import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '../../../electron/core/core.ts'
import type { ManualClock } from '../../../electron/core/testing/manualClock.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { Hypervisor } from './hypervisor.ts'

/** How often the hosts of the pictures are sampled, on screen or not. */
export const TICK_MS = 20_000
/** Every host is sampled by hand at each whole step; shorter than the interval, so that no tick comes by itself. */
const STEP_MS = 15_000
/** What a wait moves the clock by, so that what was put off comes due. */
const NUDGE_MS = 100
/** How long the core waits, at most, until it notices a jump of the wall. */
const NOTICE_MS = 2_000
const QUIET_TURNS = 12
/** Samples before the first step: rates need two. */
export const BEATS = 4
const PATIENCE_MS = 60_000

/** Moves the clock of a made-up fleet, and waits until the core has taken note. */
export class Pace {
  readonly #clock: ManualClock
  readonly #hosts: readonly Hypervisor[]

  constructor(clock: ManualClock, hosts: readonly Hypervisor[]) {
    this.#clock = clock
    this.#hosts = hosts
  }

  /** Nudges the clock on until `holds` does; never while a host is being asked, which would seem to take long. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      this.#clock.advance(NUDGE_MS)
      await this.#rest(2)
    }
  }

  /** Waits without moving the clock. */
  async still(holds: () => boolean): Promise<void> {
    while (!holds()) await sleep(5)
  }

  /** Jumps the wall to a time (Unix ms): days in which nothing was measured; the core takes it for a sleep. */
  async jump(atMs: number): Promise<void> {
    this.#clock.jumpWall(atMs - NOTICE_MS - this.#clock.nowMs())
    for (const host of this.#hosts) host.rest()
    // Every connection is proved to be alive now: an answer must not come too late because the clock ran on.
    this.#clock.advance(NOTICE_MS)
    await this.#rest(QUIET_TURNS)
  }

  /** Waits until nobody asks anything any more; what is put off by less than `withinMs` has happened by then. */
  async quiet(withinMs = 2_000): Promise<void> {
    for (let moved = 0; moved <= withinMs; moved += NUDGE_MS) {
      this.#clock.advance(NUDGE_MS)
      await this.#rest(1)
    }
    await this.#rest(QUIET_TURNS)
  }

  /** Samples every live host at a moment of its own each, so that there are rates from then on. */
  async align(core: Core): Promise<void> {
    for (let round = 0; round < BEATS; round++) {
      this.#clock.advance(1_000)
      await this.#sample(core)
    }
  }

  /** Lets the time pass; every live host is sampled at each whole step, by which `at` is told of it. */
  async pass(core: Core, untilMs: number, at: (nowMs: number) => void): Promise<void> {
    while (untilMs - this.#clock.nowMs() >= 1) {
      const left = untilMs - this.#clock.nowMs()
      const toStep = STEP_MS - (this.#clock.nowMs() % STEP_MS)
      // Sums of fractions stop a hair before a whole step, which is not another one.
      this.#clock.advance(Math.min(toStep < 1 ? toStep + STEP_MS : toStep, left))
      await this.#sample(core)
      // What is looked at now and then, such as storage, is answered by the same moment too.
      await this.#rest(2)
      at(this.#clock.nowMs())
    }
  }

  async #sample(core: Core): Promise<void> {
    // What the step made due goes out first.
    await turn()
    const live = core.registry.list().filter(({ id }) => isLive(core, id))
    await Promise.all(
      live.map(async ({ id, name }) => {
        try {
          await core.sampler.tickOnce(id, AbortSignal.timeout(PATIENCE_MS))
        } catch (error) {
          // A host that hangs up in the middle is part of the story; its session hears of it a moment later.
          const patience = performance.now() + PATIENCE_MS
          while (isLive(core, id)) {
            if (performance.now() > patience) throw new Error(`${name} cannot be sampled`, { cause: error })
            await sleep(5)
          }
        }
      }),
    )
    // What is tried again meanwhile has failed by the same moment in every run.
    const isTrying = () =>
      core.registry.list().some(({ id }) => core.registry.session(id).state.phase === 'connecting')
    await this.still(() => !isTrying())
  }

  /** Waits until no host was asked anything for so many moments. */
  async #rest(moments: number): Promise<void> {
    for (let still = 0; still < moments; still++) {
      const before = this.#calls()
      await sleep(3)
      if (this.#calls() !== before) still = -1
    }
  }

  #calls(): number {
    return this.#hosts.reduce((sum, host) => sum + host.daemon.count(), 0)
  }
}

const isLive = (core: Core, id: HostId) => core.registry.session(id).state.phase === 'live'
