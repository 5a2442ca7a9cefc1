import { domainStatsGroup as group, type TypedParam } from '../../../electron/core/libvirt/index.ts'
import { diskPath, type Placed } from './definition.ts'
import { type Load, loadAt } from './load.ts'

const GIB = 1024 ** 3
/** A rate is taken at the middle of steps no longer than this. */
const STEP_MS = 10_000

/** Sums of a load over time, as a kernel counts. */
export class Meter {
  readonly #load: (atMs: number) => Load
  #atMs: number
  cpuSeconds = 0
  readBytes = 0
  writeBytes = 0
  inBytes = 0
  outBytes = 0

  constructor(sinceMs: number, load: (atMs: number) => Load) {
    this.#atMs = sinceMs
    this.#load = load
  }

  /** Counts on until a time (Unix ms), and tells what it is like then. */
  until(atMs: number): Load {
    while (this.#atMs < atMs) {
      const end = Math.min(atMs, this.#atMs + STEP_MS)
      const seconds = (end - this.#atMs) / 1000
      const load = this.#load((this.#atMs + end) / 2)
      this.cpuSeconds += load.cpu * seconds
      this.readBytes += load.readRate * seconds
      this.writeBytes += load.writeRate * seconds
      this.inBytes += load.inRate * seconds
      this.outBytes += load.outRate * seconds
      this.#atMs = end
    }
    return this.#load(atMs)
  }

  /** Forgets a span in which nothing was counted. */
  skipTo(atMs: number): void {
    this.#atMs = Math.max(this.#atMs, atMs)
  }
}

/** The meter of a machine. */
export const machineMeter = ({ machine }: Placed, sinceMs: number): Meter =>
  new Meter(sinceMs, atMs => loadAt(machine.name, machine.shape, atMs))

/** A machine's parameters of bulk statistics for the asked groups. */
export function statsOf(placed: Placed, meter: Meter, groups: number, atMs: number): TypedParam[] {
  const { machine } = placed
  const running = placed.id !== null
  const load = meter.until(atMs)
  const params: TypedParam[] = []
  const count = (field: string, value: number) =>
    params.push({ field, type: 'ullong', value: BigInt(Math.round(value)) })
  const nanoseconds = meter.cpuSeconds * machine.vcpus * 1e9
  if ((groups & group.cpuTotal) !== 0 && running) count('cpu.time', nanoseconds)
  if ((groups & group.vcpu) !== 0) {
    params.push({ field: 'vcpu.current', type: 'uint', value: machine.vcpus })
    params.push({ field: 'vcpu.maximum', type: 'uint', value: machine.vcpus })
    for (let index = 0; running && index < machine.vcpus; index++) {
      params.push({ field: `vcpu.${index}.state`, type: 'int', value: 1 })
      count(
        `vcpu.${index}.time`,
        (nanoseconds / machine.vcpus) * vcpuShare(machine.name, index, machine.vcpus),
      )
      count(`vcpu.${index}.delay`, (nanoseconds / machine.vcpus) * 0.01 * (1 + (index % 3)))
    }
  }
  if ((groups & group.balloon) !== 0 && running) {
    const kib = machine.memoryGib * 1024 * 1024
    count('balloon.current', kib)
    count('balloon.maximum', kib)
    count('balloon.rss', kib * Math.min(0.98, load.memory + 0.06))
    if (machine.agent || machine.autostart) {
      count('balloon.available', kib * 0.97)
      count('balloon.unused', kib * 0.97 * (1 - load.memory) * 0.6)
      count('balloon.usable', kib * 0.97 * (1 - load.memory))
      count('balloon.disk_caches', kib * (1 - load.memory) * 0.3)
      count('balloon.major_fault', meter.cpuSeconds * 0.02)
      count('balloon.minor_fault', meter.cpuSeconds * 220)
      count('balloon.swap_in', 0)
      count('balloon.swap_out', 0)
      count('balloon.last-update', Math.floor(atMs / 1000))
    }
  }
  if ((groups & group.interface) !== 0 && running) nicStats(placed, meter, params, count)
  if ((groups & group.block) !== 0) diskStats(placed, meter, params, count)
  return params
}

type Count = (field: string, value: number) => void

function nicStats({ machine, id }: Placed, meter: Meter, params: TypedParam[], count: Count): void {
  params.push({ field: 'net.count', type: 'uint', value: machine.nics.length })
  machine.nics.forEach((_nic, index) => {
    const share = index === 0 ? 0.8 : 0.2
    params.push({ field: `net.${index}.name`, type: 'string', value: `vnet${(id ?? 0) * 2 + index}` })
    count(`net.${index}.rx.bytes`, meter.inBytes * share)
    count(`net.${index}.rx.pkts`, (meter.inBytes * share) / 900)
    count(`net.${index}.rx.errs`, 0)
    count(`net.${index}.rx.drop`, 0)
    count(`net.${index}.tx.bytes`, meter.outBytes * share)
    count(`net.${index}.tx.pkts`, (meter.outBytes * share) / 1100)
    count(`net.${index}.tx.errs`, 0)
    count(`net.${index}.tx.drop`, 0)
  })
}

function diskStats(placed: Placed, meter: Meter, params: TypedParam[], count: Count): void {
  const { machine } = placed
  params.push({ field: 'block.count', type: 'uint', value: machine.disks.length })
  machine.disks.forEach((disk, index) => {
    const share = machine.disks.length === 1 ? 1 : index === 0 ? 0.12 : 0.88 / (machine.disks.length - 1)
    params.push({ field: `block.${index}.name`, type: 'string', value: `vd${'abcdef'[index]}` })
    params.push({ field: `block.${index}.path`, type: 'string', value: diskPath(placed, index) })
    const [reads, writes] = [(meter.readBytes * share) / 32_768, (meter.writeBytes * share) / 16_384]
    if (placed.id !== null) {
      count(`block.${index}.rd.reqs`, reads)
      count(`block.${index}.rd.bytes`, meter.readBytes * share)
      count(`block.${index}.rd.times`, reads * 310_000)
      count(`block.${index}.wr.reqs`, writes)
      count(`block.${index}.wr.bytes`, meter.writeBytes * share)
      count(`block.${index}.wr.times`, writes * 740_000)
      count(`block.${index}.fl.reqs`, writes / 20)
      count(`block.${index}.fl.times`, (writes / 20) * 1_900_000)
    }
    count(`block.${index}.allocation`, disk.usedGib * GIB)
    count(`block.${index}.capacity`, disk.gib * GIB)
    count(`block.${index}.physical`, disk.usedGib * GIB)
  })
}

/** Some vCPUs of a machine are busier than others. */
function vcpuShare(name: string, index: number, vcpus: number): number {
  const weight = (at: number) => 0.7 + ((name.length * 7 + at * 13) % 10) / 14
  const sum = Array.from({ length: vcpus }, (_, at) => weight(at)).reduce((all, one) => all + one, 0)
  return (weight(index) / sum) * vcpus
}
