import type { TypedParam } from '../libvirt/index.ts'
import type { DeviceCounters } from './rates.ts'

/** Order of a disk's counters. */
export const diskCounters = ['rd.bytes', 'wr.bytes', 'rd.reqs', 'wr.reqs'] as const
/** Order of a NIC's counters, as seen from the guest. */
export const nicCounters = ['rx.bytes', 'tx.bytes'] as const

/** What one record of bulk statistics says of a machine; null where the server said nothing. */
export interface MachineCounters {
  /** Numbers of virDomainState and its reason. */
  state: number | null
  reason: number | null
  cpuNs: number | null
  vcpus: number | null
  rssBytes: number | null
  /** `available − unused`, as the guest's balloon driver says. */
  usedBytes: number | null
  balloonBytes: number | null
  /** Null where the group was not asked for or the machine was busy. */
  disks: DeviceCounters[] | null
  nics: DeviceCounters[] | null
}

type Place =
  | { group: 'none' }
  | { group: 'plain'; name: string }
  | { group: 'disk' | 'nic'; index: number; counter: number }

const nowhere: Place = { group: 'none' }
const plainNames = new Set([
  'state.state',
  'state.reason',
  'cpu.time',
  'vcpu.current',
  'balloon.current',
  'balloon.available',
  'balloon.unused',
  'balloon.rss',
  'block.count',
  'net.count',
])
/** Devices of a machine beyond this are not counted; names come from the peer. */
const DEVICES_MAX = 4096
const PLACES_MAX = 20_000
const KIBIBYTE = 1024
/** Marks the counter slot that holds a device's name. */
const NAME = -1

/** Where each field goes, parsed once: bulk statistics repeat the same few hundred names for every machine. */
const places = new Map<string, Place>()

function placeOf(field: string): Place {
  const known = places.get(field)
  if (known) return known
  const place = parsePlace(field)
  if (places.size >= PLACES_MAX) places.clear()
  places.set(field, place)
  return place
}

function parsePlace(field: string): Place {
  if (plainNames.has(field)) return { group: 'plain', name: field }
  const device = /^(block|net)\.(\d{1,5})\.(.+)$/.exec(field)
  if (!device) return nowhere
  const [, kind, digits, what] = device
  const index = Number(digits)
  if (index >= DEVICES_MAX) return nowhere
  const names: readonly string[] = kind === 'block' ? diskCounters : nicCounters
  const counter = what === 'name' ? NAME : names.indexOf(what ?? '')
  if (counter < 0 && what !== 'name') return nowhere
  return { group: kind === 'block' ? 'disk' : 'nic', index, counter }
}

/** Numbers as they come (beyond 2^53 rounded: a rate does not notice); anything else is nothing. */
function numeric(value: TypedParam['value']): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'bigint' ? Number(value) : null
}

class DeviceList {
  readonly #width: number
  readonly #names: (string | undefined)[] = []
  readonly #counters: ((number | null)[] | undefined)[] = []
  /** The count that the server told, null until it did. */
  count: number | null = null

  constructor(width: number) {
    this.#width = width
  }

  put(index: number, counter: number, value: TypedParam['value']): void {
    if (counter === NAME) {
      if (typeof value === 'string') this.#names[index] = value
      return
    }
    let row = this.#counters[index]
    if (!row) {
      row = new Array<number | null>(this.#width).fill(null)
      this.#counters[index] = row
    }
    row[counter] = numeric(value)
  }

  /** The devices that have counters; null where nothing was said, so that a busy machine is a gap. */
  done(): DeviceCounters[] | null {
    if (this.count === 0) return []
    const devices: DeviceCounters[] = []
    this.#counters.forEach((counters, index) => {
      if (counters) devices.push({ name: this.#names[index] ?? `#${index}`, counters })
    })
    return devices.length === 0 ? null : devices
  }
}

/** Reads the parameters of one machine's record of connectGetAllDomainStats; what is not known is passed over. */
export function readCounters(params: readonly TypedParam[]): MachineCounters {
  const counters: MachineCounters = {
    state: null,
    reason: null,
    cpuNs: null,
    vcpus: null,
    rssBytes: null,
    usedBytes: null,
    balloonBytes: null,
    disks: null,
    nics: null,
  }
  let disks: DeviceList | null = null
  let nics: DeviceList | null = null
  let available: number | null = null
  let unused: number | null = null
  for (const { field, value } of params) {
    const place = placeOf(field)
    if (place.group === 'disk') {
      disks ??= new DeviceList(diskCounters.length)
      disks.put(place.index, place.counter, value)
    } else if (place.group === 'nic') {
      nics ??= new DeviceList(nicCounters.length)
      nics.put(place.index, place.counter, value)
    } else if (place.group === 'plain') {
      const number = numeric(value)
      switch (place.name) {
        case 'state.state':
          counters.state = number
          break
        case 'state.reason':
          counters.reason = number
          break
        case 'cpu.time':
          counters.cpuNs = number
          break
        case 'vcpu.current':
          counters.vcpus = number
          break
        case 'balloon.current':
          counters.balloonBytes = kibibytes(number)
          break
        case 'balloon.rss':
          counters.rssBytes = kibibytes(number)
          break
        case 'balloon.available':
          available = kibibytes(number)
          break
        case 'balloon.unused':
          unused = kibibytes(number)
          break
        case 'block.count':
          disks ??= new DeviceList(diskCounters.length)
          disks.count = number
          break
        default:
          nics ??= new DeviceList(nicCounters.length)
          nics.count = number
      }
    }
  }
  counters.disks = disks?.done() ?? null
  counters.nics = nics?.done() ?? null
  if (available !== null && unused !== null && unused <= available) counters.usedBytes = available - unused
  return counters
}

function kibibytes(value: number | null): number | null {
  return value === null || value < 0 ? null : value * KIBIBYTE
}
