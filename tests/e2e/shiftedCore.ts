import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { createRouter } from '../../electron/core/api/router.ts'
import { type Clock, systemClock } from '../../electron/core/clock.ts'
import { createCore } from '../../electron/core/core.ts'
import { createLog } from '../../electron/core/log.ts'
import { serveHeadless } from '../../electron/shells/headless/server.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

const renderer = join(import.meta.dirname, '../../out/renderer')

/** The computer's clock, which a test may set forward: timers that fall due by that go off. */
export class ShiftedClock implements Clock {
  #shiftMs = 0
  readonly #timers = new Set<{ atMs: number; cancel: () => void; work: () => void }>()

  nowMs(): number {
    return systemClock.nowMs() + this.#shiftMs
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.#shiftMs
  }

  after(delayMs: number, work: () => void): () => void {
    const timer = { atMs: this.monotonicMs() + Math.max(0, delayMs), cancel: () => undefined, work }
    this.#timers.add(timer)
    this.#arm(timer)
    return () => {
      timer.cancel()
      this.#timers.delete(timer)
    }
  }

  forward(ms: number): void {
    this.#shiftMs += ms
    for (const timer of this.#timers) this.#arm(timer)
  }

  #arm(timer: { atMs: number; cancel: () => void; work: () => void }): void {
    timer.cancel()
    timer.cancel = systemClock.after(timer.atMs - this.monotonicMs(), () => {
      this.#timers.delete(timer)
      timer.work()
    })
  }
}

/** The headless shell as it is, in this process, by a clock that the test holds. */
export interface ShiftedCore extends AsyncDisposable {
  readonly clock: ShiftedClock
  /** A link that signs a browser in once; a fresh one each time. */
  link(): string
  /** A connection of its own beside the windows. */
  client(): Promise<ContractClient>
  /** Ends it and begins anew on the same folder; windows need a new link. */
  restart(): Promise<void>
}

/** Opens a core on a folder and serves the built interface. */
export async function startShiftedCore(folder: string): Promise<ShiftedCore> {
  const clock = new ShiftedClock()
  const log = createLog('error')
  const open = async () => {
    const core = await createCore({ folder, log, shell: 'headless', clock })
    const server = await serveHeadless(core, { root: renderer, port: 0 })
    core.signInLink = () => server.renewLink()
    core.browsers = server.browsers
    core.start()
    return { core, server }
  }
  let { core, server } = await open()
  const close = async () => {
    await server.close()
    await core.close()
  }
  return {
    clock,
    link: () => server.renewLink(),
    async client() {
      const seat = await core.people.sit({ shell: 'test', where: null })
      return createRouterClient(createRouter(core), { context: { caller: { seat, shell: 'test' }, log } })
    },
    async restart() {
      await close()
      ;({ core, server } = await open())
    },
    [Symbol.asyncDispose]: close,
  }
}
