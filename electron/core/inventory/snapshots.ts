import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Snapshot } from '../../../shared/models/resources.ts'
import { parseSnapshot } from '../domainXml/index.ts'
import { connectListAllDomainsFlags, remote } from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import { domainOf, type LiveContext } from './context.ts'
import { eachOf, readable, replaceRows, unlessGone } from './resourceRows.ts'
import { listFlagged } from './status.ts'

const IN_FLIGHT = 10

/** The snapshots of the host's machines. libvirt sends no event for them: they are read again by the sweep. */
export class Snapshots {
  readonly #context: LiveContext
  readonly #rows = new Map<DomainUuid, ResourceRow<Snapshot>[]>()
  /** Whether `#rows` are the host's: before that they must not replace what is stored. */
  #complete = false

  constructor(context: LiveContext) {
    this.#context = context
  }

  /** Asks which machines have any, and reads theirs. */
  async load(): Promise<void> {
    const { host } = this.#context
    const having = await listFlagged(this.#context, connectListAllDomainsFlags.hasSnapshot)
    const machines = [...host.all()]
    await eachOf(
      machines.filter(({ uuid }) => having?.has(uuid)),
      IN_FLIGHT,
      machine => this.#read(machine),
    )
    if (having === null) return
    for (const { uuid } of machines) {
      if (having.has(uuid)) continue
      this.#rows.delete(uuid)
      host.update(uuid, machine => ({ ...machine, snapshotCount: 0 }))
    }
    this.#complete = true
    this.#store()
  }

  /** Reads one machine's snapshots again. */
  async loadOf(uuid: DomainUuid): Promise<void> {
    const machine = this.#context.host.get(uuid)
    if (!machine) return
    await this.#read(machine)
    if (this.#complete) this.#store()
  }

  async #read(machine: Machine): Promise<void> {
    const { live, host, bounds } = this.#context
    const { uuid } = machine
    const dom = domainOf(machine)
    const listed = await unlessGone(
      live.libvirt.call(remote.domainListAllSnapshots, { dom, needResults: 1, flags: 0 }, bounds),
    )
    if (listed === null) return
    const current =
      listed.snapshots.length === 0
        ? null
        : await unlessGone(live.libvirt.call(remote.domainSnapshotCurrent, { dom, flags: 0 }, bounds))
    const rows = await eachOf(
      listed.snapshots,
      IN_FLIGHT,
      async (snap): Promise<ResourceRow<Snapshot> | null> => {
        const read = await unlessGone(
          live.libvirt.call(remote.domainSnapshotGetXmlDesc, { snap, flags: 0 }, bounds),
        )
        if (read === null) return null
        const value: Snapshot = {
          parent: null,
          state: null,
          createdAtMs: null,
          description: null,
          ...readable(parseSnapshot, read.xml),
          uuid,
          name: snap.name,
          current: current?.snap.name === snap.name,
        }
        return { key: `${uuid}/${snap.name}`, value, xml: read.xml }
      },
    )
    const found = rows.filter(row => row !== null)
    this.#rows.set(uuid, found)
    host.update(uuid, known => ({ ...known, snapshotCount: found.length }))
  }

  #store(): void {
    const { host } = this.#context
    for (const uuid of this.#rows.keys()) if (!host.get(uuid)) this.#rows.delete(uuid)
    replaceRows(this.#context, 'snapshot', [...this.#rows.values()].flat())
  }
}
