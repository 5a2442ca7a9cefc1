import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostId } from '../../../../shared/ids.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import { virsh } from '../../libvirt/testing/virsh.ts'
import { startLibvirtd, type TestLibvirtd } from '../../testing/libvirtd.ts'
import type { Inventory } from '../inventory.ts'
import { goLiveOver } from './liveHost.ts'
import { until, World } from './world.ts'

/** An inventory on a real libvirtd's test driver, whose machines every client of that daemon shares. */
export class TestDriverWorld implements AsyncDisposable {
  readonly hostId: HostId
  /** For virsh, which makes its changes behind the inventory's back. */
  readonly uri: string
  readonly until = until
  readonly #daemon: TestLibvirtd
  readonly #world: World

  private constructor(daemon: TestLibvirtd, world: World, hostId: HostId) {
    this.#daemon = daemon
    this.#world = world
    this.hostId = hostId
    this.uri = daemon.clientUri('test', '/default')
  }

  static async start(): Promise<TestDriverWorld> {
    const daemon = await startLibvirtd()
    const world = new World()
    const host = world.host('alpha')
    const there = new TestDriverWorld(daemon, world, host.id)
    try {
      await goLiveOver(world.directory, host.id, daemon.socket, { uri: 'test:///default' })
      await world.inventory.settled(host.id)
      return there
    } catch (error) {
      await there[Symbol.asyncDispose]()
      throw error
    }
  }

  get inventory(): Inventory {
    return this.#world.inventory
  }

  named(name: string): Machine {
    return this.#world.named(name)
  }

  /** Writes a text where virsh can read it. */
  async file(text: string): Promise<string> {
    const path = join(this.#daemon.folder, `${Math.random().toString(36).slice(2)}.xml`)
    await writeFile(path, text)
    return path
  }

  /** Defines a machine with these devices, and waits until it is known. */
  async define(name: string, devices: string): Promise<void> {
    const xml = `<domain type='test'><name>${name}</name><memory>1024</memory><os><type>hvm</type></os><devices>${devices}</devices></domain>`
    await virsh(this.uri, 'define', await this.file(xml))
    await until(() => [...this.inventory.machines()].some(machine => machine.name === name))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]()
    await this.#daemon.stop()
  }
}
