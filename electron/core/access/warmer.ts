import { setImmediate as otherWork } from 'node:timers/promises'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Logger } from '../log.ts'
import type { Access } from './types.ts'

/** Machines that are looked at before other work has its turn. */
const SLICE = 200

/**
 * Asks the queries of whoever came about every machine, a few at a time and behind everything else, so that their
 * first list need not wait for it; what was found of a machine is kept by their grants' coverage.
 */
export class Warmer {
  readonly #machines: () => Iterable<Machine>
  readonly #log: Logger
  readonly #done = new WeakSet<Access>()
  #closed = false

  constructor(machines: () => Iterable<Machine>, log: Logger) {
    this.#machines = machines
    this.#log = log
  }

  /** Once for each access. */
  warm(access: Access): void {
    if (this.#done.has(access) || access.may('domain.read', { kind: 'installation' })) return
    this.#done.add(access)
    this.#run(access).catch((error: unknown) => {
      // Nothing is lost but time: each machine is asked about again when it is listed.
      this.#log.warn({ err: error }, 'what a person sees could not be prepared')
    })
  }

  close(): void {
    this.#closed = true
  }

  async #run(access: Access): Promise<void> {
    let count = 0
    for (const machine of [...this.#machines()]) {
      access.mayMachine('domain.read', machine)
      if (++count % SLICE !== 0) continue
      await otherWork()
      if (this.#closed) return
    }
  }
}
