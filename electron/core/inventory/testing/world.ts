import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostOptions, HostRecord } from '../../../../shared/models/host.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import { type Clock, systemClock } from '../../clock.ts'
import { createLog } from '../../log.ts'
import { openStore, type Store } from '../../store/index.ts'
import { Inventory } from '../inventory.ts'
import { TestDirectory } from './liveHost.ts'

/** An inventory with a real store in a folder of its own, and hosts that the test makes live. */
export class World implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ncinv-'))
  readonly directory = new TestDirectory()
  readonly clock: Clock
  store: Store
  inventory: Inventory

  constructor(clock: Clock = systemClock) {
    this.clock = clock
    this.store = openStore(this.folder)
    this.inventory = this.#open()
  }

  /** A host of the fleet, stored too. */
  host(name: string, options: HostOptions = {}): HostRecord {
    const record = this.directory.addHost(name, options)
    this.store.hosts.insert(record)
    return record
  }

  /** The machine of that name; throws where there is none, or more than one. */
  named(name: string): Machine {
    const found = [...this.inventory.machines()].filter(machine => machine.name === name)
    if (found.length !== 1) throw new Error(`${found.length} machines are named ${name}`)
    return found[0] as Machine
  }

  names(): string[] {
    return [...this.inventory.machines()].map(machine => machine.name).sort()
  }

  /** Closes everything and opens it again from what is on disk, as a restart of the program does. */
  async restart(): Promise<void> {
    await this.#close()
    this.store = openStore(this.folder)
    this.inventory = this.#open()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #close(): Promise<void> {
    await this.directory.close()
    await this.inventory.close()
    this.store.close()
  }

  #open(): Inventory {
    this.directory.detach()
    return new Inventory({
      store: this.store,
      registry: this.directory,
      clock: this.clock,
      log: createLog('silent'),
    })
  }
}

/** Waits until `holds` is true; the test's own timeout is the bound. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10))
}
