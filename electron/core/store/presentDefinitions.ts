import { type DomainUuid, type HostId, type MachineKey, machineKey } from '../../../shared/ids.ts'
import type { ReadableDatabase } from './database.ts'
import { decodeInto } from './lineCodec.ts'

/** The present machines of one host with the line ids of their definitions, end to end. */
export interface HostDefinitions {
  readonly version: number
  readonly keys: readonly MachineKey[]
  readonly lines: Uint32Array
  /** Where each machine's lines end; they start where the one before ends. */
  readonly ends: Uint32Array
}

/**
 * The definitions of the machines that exist now, kept in memory between searches (about 800 bytes a
 * machine) and read again only for hosts whose version in `search_versions` moved.
 */
export class PresentDefinitions {
  readonly #database: ReadableDatabase
  #hosts = new Map<HostId, HostDefinitions>()
  #generation: number

  constructor(database: ReadableDatabase) {
    this.#database = database
    this.#generation = database.generation
  }

  /** As of now, host by host. */
  all(): Iterable<HostDefinitions> {
    // A version that was counted up inside a transaction that was taken back may come again for other rows.
    if (this.#generation !== this.#database.generation) this.#hosts = new Map()
    this.#generation = this.#database.generation
    const versions = this.#database.rows<[HostId, number]>('SELECT host_id, version FROM search_versions')
    for (const [hostId, version] of versions) {
      if (this.#hosts.get(hostId)?.version !== version) this.#hosts.set(hostId, this.#read(hostId, version))
    }
    return this.#hosts.values()
  }

  #read(hostId: HostId, version: number): HostDefinitions {
    const rows = this.#database.rows<[DomainUuid, Buffer]>(
      `SELECT m.uuid, d.lines FROM machines m
       JOIN definition_heads h ON h.host_id = m.host_id AND h.uuid = m.uuid
       JOIN definitions d ON d.id = h.definition_id WHERE m.host_id = ?`,
      hostId,
    )
    // No id is shorter than a byte.
    const lines = new Uint32Array(rows.reduce((most, [, bytes]) => most + bytes.length, 0))
    const ends = new Uint32Array(rows.length)
    let end = 0
    for (const [index, [, bytes]] of rows.entries()) {
      end = decodeInto(bytes, lines, end)
      ends[index] = end
    }
    return { version, keys: rows.map(([uuid]) => machineKey(hostId, uuid)), lines: lines.slice(0, end), ends }
  }
}
