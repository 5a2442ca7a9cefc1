/** Counters of a host as its kernel gives them; null where a file or line was absent or unreadable. */
export interface HostCounters {
  /** Who told: the units of CPU time differ. */
  source: 'kernel' | 'libvirt'
  /** Seconds since boot, the host's own clock for every rate. */
  uptimeSeconds: number | null
  /** Time of all CPUs together since boot, in the source's unit. */
  cpu: { total: number; idle: number; iowait: number; steal: number } | null
  memoryTotalBytes: number | null
  memoryAvailableBytes: number | null
  swapUsedBytes: number | null
  load: [number, number, number] | null
  /** Sums over physical devices since boot; `devices` tells which, so that another set is a gap. */
  net: { devices: string; rxBytes: number; txBytes: number } | null
  disk: { devices: string; readBytes: number; writeBytes: number } | null
  /** Share of the last 10 s in which some task waited, percent. */
  psi: { cpu: number | null; memory: number | null; io: number | null }
}

/** Bytes of one sector in the kernel's disk counters, whatever the disk's own. */
const SECTOR_BYTES = 512
/** Lines beyond this are ignored: the text comes from the host. */
const LINES_MAX = 5_000
/** Whole disks by name, where the kernel did not tell which block devices are physical. */
const wholeDisk = /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|hd[a-z]+|nvme\d+n\d+|mmcblk\d+|dasd[a-z]+)$/
/** Interfaces that carry no traffic of their own: what passes them passes a physical one too, or none. */
const virtualNic =
  /^(lo|vnet|virbr|tap|tun|macvtap|docker|br-|veth|fwbr|fwln|fwpr|cali|flannel|ovs-|bond\d+\.|ifb|dummy|sit|wg)/

/** Devices that count for the host's own traffic; null: decide by name. */
export interface PhysicalDevices {
  nics: ReadonlySet<string> | null
  disks: ReadonlySet<string> | null
}

/** Reads lines `file:text` of files under /proc, in any order; what it does not know it passes over. */
export function parseHostText(text: string, physical: PhysicalDevices): HostCounters {
  const counters: HostCounters = {
    source: 'kernel',
    uptimeSeconds: null,
    cpu: null,
    memoryTotalBytes: null,
    memoryAvailableBytes: null,
    swapUsedBytes: null,
    load: null,
    net: null,
    disk: null,
    psi: { cpu: null, memory: null, io: null },
  }
  const memory = new Map<string, number>()
  const nics: Traffic[] = []
  const disks: Traffic[] = []
  for (const line of text.split('\n', LINES_MAX)) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const rest = line.slice(colon + 1)
    switch (line.slice(0, colon)) {
      case '/proc/uptime':
        counters.uptimeSeconds = finite(rest.split(' ')[0])
        break
      case '/proc/loadavg':
        counters.load = parseLoad(rest)
        break
      case '/proc/stat':
        if (rest.startsWith('cpu ')) counters.cpu = parseCpu(rest)
        break
      case '/proc/meminfo':
        parseMemory(rest, memory)
        break
      case '/proc/net/dev':
        keep(nics, parseNic(rest, physical.nics))
        break
      case '/proc/diskstats':
        keep(disks, parseDisk(rest, physical.disks))
        break
      case '/proc/pressure/cpu':
        counters.psi.cpu = parsePressure(rest) ?? counters.psi.cpu
        break
      case '/proc/pressure/memory':
        counters.psi.memory = parsePressure(rest) ?? counters.psi.memory
        break
      case '/proc/pressure/io':
        counters.psi.io = parsePressure(rest) ?? counters.psi.io
        break
      default:
    }
  }
  counters.memoryTotalBytes = memory.get('MemTotal') ?? null
  counters.memoryAvailableBytes = memory.get('MemAvailable') ?? freeAndCached(memory)
  const swapTotal = memory.get('SwapTotal')
  const swapFree = memory.get('SwapFree')
  if (swapTotal !== undefined && swapFree !== undefined)
    counters.swapUsedBytes = Math.max(0, swapTotal - swapFree)
  const net = sum(nics)
  if (net) counters.net = { devices: net.devices, rxBytes: net.in, txBytes: net.out }
  const disk = sum(disks)
  if (disk) counters.disk = { devices: disk.devices, readBytes: disk.in, writeBytes: disk.out }
  return counters
}

interface Traffic {
  device: string
  in: number
  out: number
}

function keep(list: Traffic[], one: Traffic | null): void {
  if (one) list.push(one)
}

function sum(list: Traffic[]): { devices: string; in: number; out: number } | null {
  if (list.length === 0) return null
  list.sort((a, b) => (a.device < b.device ? -1 : 1))
  return {
    devices: list.map(one => one.device).join(' '),
    in: list.reduce((total, one) => total + one.in, 0),
    out: list.reduce((total, one) => total + one.out, 0),
  }
}

function finite(text: string | undefined): number | null {
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) return null
  return Number(text)
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

function parseLoad(text: string): [number, number, number] | null {
  const [one, five, fifteen] = words(text).map(finite)
  if (one == null || five == null || fifteen == null) return null
  return [one, five, fifteen]
}

/** user nice system idle iowait irq softirq steal guest guest_nice; guest time is part of user already. */
function parseCpu(text: string): HostCounters['cpu'] {
  const ticks = words(text).slice(1, 9).map(finite)
  if (ticks.length < 4 || ticks.some(value => value === null)) return null
  const known = ticks as number[]
  return {
    total: known.reduce((total, value) => total + value, 0),
    idle: known[3] as number,
    iowait: known[4] ?? 0,
    steal: known[7] ?? 0,
  }
}

function parseMemory(text: string, memory: Map<string, number>): void {
  const match = /^(\w+):\s+(\d+) kB$/.exec(text)
  if (match) memory.set(match[1] as string, Number(match[2]) * 1024)
}

/** Kernels before 3.14 have no MemAvailable. */
function freeAndCached(memory: Map<string, number>): number | null {
  const free = memory.get('MemFree')
  if (free === undefined) return null
  return free + (memory.get('Buffers') ?? 0) + (memory.get('Cached') ?? 0)
}

function parseNic(text: string, physical: ReadonlySet<string> | null): Traffic | null {
  const match = /^\s*([^\s:]+):\s*(.*)$/.exec(text)
  if (!match) return null
  const device = match[1] as string
  if (physical ? !physical.has(device) : virtualNic.test(device)) return null
  const numbers = words(match[2] as string).map(finite)
  const [received, sent] = [numbers[0], numbers[8]]
  return received == null || sent == null ? null : { device, in: received, out: sent }
}

function parseDisk(text: string, physical: ReadonlySet<string> | null): Traffic | null {
  const fields = words(text)
  const device = fields[2]
  if (device === undefined || (physical ? !physical.has(device) : !wholeDisk.test(device))) return null
  const [read, written] = [finite(fields[5]), finite(fields[9])]
  if (read === null || written === null) return null
  return { device, in: read * SECTOR_BYTES, out: written * SECTOR_BYTES }
}

function parsePressure(text: string): number | null {
  const match = /^some avg10=(\d+\.\d+)/.exec(text)
  return match ? Number(match[1]) : null
}
