import { readdir, readFile } from 'node:fs/promises'
import type { Clock } from '../clock.ts'
import type { LiveHost } from '../inventory/ports.ts'
import { remote } from '../libvirt/index.ts'
import { type HostCounters, type PhysicalDevices, parseHostText } from './hostText.ts'

/** Physical devices are looked for again this often: disks and NICs come and go. */
const DEVICES_EVERY_MS = 5 * 60_000
/** After this many failures in a row the host's kernel is asked again only after a while. */
const FAILURES_MAX = 3
const RETRY_AFTER_MS = 5 * 60_000
const OUTPUT_MAX_BYTES = 256 * 1024
const DEVICES_MAX = 256
const deviceName = /^[A-Za-z0-9_.!-]{1,64}$/

const files = [
  '/proc/uptime',
  '/proc/loadavg',
  '/proc/stat',
  '/proc/meminfo',
  '/proc/net/dev',
  '/proc/diskstats',
  '/proc/pressure/cpu',
  '/proc/pressure/memory',
  '/proc/pressure/io',
]

/**
 * Reads a host's own counters: one `grep` over files of /proc through the host's shell, nothing installed
 * there; from this machine's files when the host is this machine; from libvirt where there is
 * no shell.
 */
export class HostProbe {
  readonly #live: LiveHost
  readonly #clock: Clock
  #physical: PhysicalDevices = { nics: null, disks: null }
  #devicesAtMs: number | null = null
  #failures = 0
  #retryAtMs = 0

  constructor(live: LiveHost, clock: Clock) {
    this.#live = live
    this.#clock = clock
  }

  /** One reading; null where nothing could be read. Rejects only when `signal` aborts. */
  async read(signal: AbortSignal, timeoutMs: number): Promise<HostCounters | null> {
    if (this.#kernelIsWorthAsking()) {
      const counters = await this.#readKernel(signal, timeoutMs)
      if (counters) return counters
    }
    return this.#readLibvirt(signal, timeoutMs)
  }

  #kernelIsWorthAsking(): boolean {
    const { kind } = this.#live.transport
    if (kind === 'tcp' || kind === 'tls') return false
    return this.#failures < FAILURES_MAX || this.#clock.monotonicMs() >= this.#retryAtMs
  }

  async #readKernel(signal: AbortSignal, timeoutMs: number): Promise<HostCounters | null> {
    try {
      const text =
        this.#live.transport.kind === 'local' ? await this.#readFiles() : await this.#exec(signal, timeoutMs)
      const counters = parseHostText(text, this.#physical)
      if (counters.uptimeSeconds !== null || counters.cpu !== null) {
        this.#failures = 0
        return counters
      }
    } catch (error) {
      if (signal.aborted) throw error
      // Any other failure is counted below: libvirt is asked instead, and the shell again later.
    }
    if (++this.#failures >= FAILURES_MAX) this.#retryAtMs = this.#clock.monotonicMs() + RETRY_AFTER_MS
    return null
  }

  async #readFiles(): Promise<string> {
    if (this.#devicesAreDue()) {
      const [nics, disks] = await Promise.all([physicalUnder('/sys/class/net'), physicalUnder('/sys/block')])
      this.#setDevices(nics, disks)
    }
    const texts = await Promise.all(
      files.map(file =>
        readFile(file, 'latin1').then(
          text => prefixed(file, text),
          // A kernel without this file (pressure, for one): what it would say stays null.
          () => '',
        ),
      ),
    )
    return texts.join('')
  }

  async #exec(signal: AbortSignal, timeoutMs: number): Promise<string> {
    const discover = this.#devicesAreDue()
    const { stdout } = await this.#live.transport.exec(hostCommand(this.#physical, discover), {
      signal,
      timeoutMs,
      maxBytes: OUTPUT_MAX_BYTES,
    })
    if (discover) this.#setDevices(...devicesIn(stdout))
    return stdout
  }

  #devicesAreDue(): boolean {
    const now = this.#clock.monotonicMs()
    if (this.#devicesAtMs !== null && now - this.#devicesAtMs < DEVICES_EVERY_MS) return false
    this.#devicesAtMs = now
    return true
  }

  #setDevices(nics: string[], disks: string[]): void {
    this.#physical = {
      nics: nics.length > 0 ? new Set(nics) : null,
      disks: disks.length > 0 ? new Set(disks) : null,
    }
  }

  async #readLibvirt(signal: AbortSignal, timeoutMs: number): Promise<HostCounters | null> {
    try {
      return await nodeCounters(this.#live, { signal, timeoutMs })
    } catch (error) {
      if (signal.aborted) throw error
      // The driver knows no host statistics, or the link is going down, which its owner reports.
      return null
    }
  }
}

/** The shell command of one reading; names in it passed `deviceName`. */
export function hostCommand(physical: PhysicalDevices, discover: boolean): string {
  const nics = physical.nics
    ? `^ *(${[...physical.nics].map(escaped).join('|')}):`
    : '^ *[A-Za-z0-9_.@-]+: *[0-9]'
  const disk = physical.disks ? `(${[...physical.disks].map(escaped).join('|')})` : '[a-z]+[a-z0-9]*'
  const lines = [
    '^[0-9]+[.][0-9]',
    '^cpu ',
    '^Mem[TFA]',
    '^Buffers',
    '^Cached',
    '^Swap[TF]',
    '^some ',
    nics,
    `^ *[0-9]+ +[0-9]+ ${disk} `,
  ]
  const list = discover ? 'ls -d /sys/class/net/*/device /sys/block/*/device 2>/dev/null; ' : ''
  return `sh -c 'LC_ALL=C; export LC_ALL; ${list}exec grep -sHE "${lines.join('|')}" ${files.join(' ')}'`
}

/** Names of NICs and disks in a listing of `/sys/class/net/NAME/device` and `/sys/block/NAME/device`. */
export function devicesIn(text: string): [nics: string[], disks: string[]] {
  const named = (pattern: RegExp) =>
    [...text.matchAll(pattern)]
      .map(match => match[1] as string)
      .filter(name => deviceName.test(name))
      .slice(0, DEVICES_MAX)
  return [named(/^\/sys\/class\/net\/([^/\n]+)\/device$/gm), named(/^\/sys\/block\/([^/\n]+)\/device$/gm)]
}

function escaped(name: string): string {
  return name.replaceAll('.', '[.]').replaceAll('!', '/')
}

function prefixed(file: string, text: string): string {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => `${file}:${line}\n`)
    .join('')
}

async function physicalUnder(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const physical = await Promise.all(
    names.map(name =>
      readdir(`${folder}/${name}/device`).then(
        () => name,
        // No device behind it: a bridge, a loop device and the like.
        () => null,
      ),
    ),
  )
  return physical.filter(name => name !== null)
}

/** A host's counters as libvirt tells them (virNodeGetCPUStats, virNodeGetMemoryStats): CPU and memory only. */
async function nodeCounters(
  { libvirt }: LiveHost,
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<HostCounters> {
  const [{ nparams: cpuCount }, { nparams: memoryCount }] = await Promise.all([
    libvirt.call(remote.nodeGetCpuStats, { cpuNum: -1, nparams: 0, flags: 0 }, options),
    libvirt.call(remote.nodeGetMemoryStats, { nparams: 0, cellNum: -1, flags: 0 }, options),
  ])
  const [cpuStats, memoryStats] = await Promise.all([
    libvirt.call(remote.nodeGetCpuStats, { cpuNum: -1, nparams: cpuCount, flags: 0 }, options),
    libvirt.call(remote.nodeGetMemoryStats, { nparams: memoryCount, cellNum: -1, flags: 0 }, options),
  ])
  const cpu = new Map(cpuStats.params.map(param => [param.field, Number(param.value)]))
  const memory = new Map(memoryStats.params.map(param => [param.field, Number(param.value) * 1024]))
  const parts = ['kernel', 'user', 'idle', 'iowait', 'intr'].map(name => cpu.get(name) ?? 0)
  const free = memory.get('free')
  return {
    source: 'libvirt',
    uptimeSeconds: null,
    cpu: cpu.has('idle')
      ? {
          total: parts.reduce((total, part) => total + part, 0),
          idle: cpu.get('idle') ?? 0,
          iowait: cpu.get('iowait') ?? 0,
          steal: 0,
        }
      : null,
    memoryTotalBytes: memory.get('total') ?? null,
    memoryAvailableBytes:
      free === undefined ? null : free + (memory.get('buffers') ?? 0) + (memory.get('cached') ?? 0),
    swapUsedBytes: null,
    load: null,
    net: null,
    disk: null,
    psi: { cpu: null, memory: null, io: null },
  }
}
