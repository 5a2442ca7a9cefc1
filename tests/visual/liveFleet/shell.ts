import type { HostPlan } from './plan.ts'

/** What a host's kernel has counted, as `/proc` shows it. */
export interface KernelCounts {
  uptimeSeconds: number
  /** Seconds of all CPUs together. */
  busySeconds: number
  cpus: number
  load: number
  memoryUsedKib: number
  readBytes: number
  writeBytes: number
  inBytes: number
  outBytes: number
  /** Share of time in which something waited. */
  pressure: { cpu: number; memory: number; io: number }
}

/** The lines that `grep -sH` prints of the files under `/proc`. */
export function kernelText({ hardware }: HostPlan, counts: KernelCounts): string {
  const ticks = (seconds: number) => Math.round(seconds * 100)
  const all = counts.uptimeSeconds * counts.cpus
  const wait = all * 0.004
  const total = hardware.memoryGib * 1024 * 1024
  const swap = (hardware.swapGib ?? 4) * 1024 * 1024
  const load = (factor: number) => (counts.load * factor).toFixed(2)
  const some = (share: number) => `some avg10=${(share * 100).toFixed(2)} avg60=0.00 avg300=0.00 total=1`
  const [nic = 'eno1'] = hardware.nics
  const [disk = 'sda'] = hardware.disks
  return [
    `/proc/uptime:${counts.uptimeSeconds.toFixed(2)} ${(all * 0.7).toFixed(2)}`,
    `/proc/loadavg:${load(1)} ${load(0.94)} ${load(0.88)} 3/1200 4711`,
    `/proc/stat:cpu  ${ticks(counts.busySeconds * 0.8)} 0 ${ticks(counts.busySeconds * 0.2)} ${ticks(all - counts.busySeconds - wait)} ${ticks(wait)} 0 0 0 0 0`,
    `/proc/meminfo:MemTotal:       ${total} kB`,
    `/proc/meminfo:MemAvailable:   ${Math.round(total - counts.memoryUsedKib)} kB`,
    `/proc/meminfo:SwapTotal:      ${swap} kB`,
    `/proc/meminfo:SwapFree:       ${Math.round(swap * (hardware.swapGib === undefined ? 1 : 0.81))} kB`,
    `/proc/net/dev:  ${nic}: ${Math.round(counts.inBytes)} 1 0 0 0 0 0 0 ${Math.round(counts.outBytes)} 1 0 0 0 0 0 0`,
    `/proc/diskstats:   8       0 ${disk} 1 0 ${Math.round(counts.readBytes / 512)} 1 1 0 ${Math.round(counts.writeBytes / 512)} 1 0 1 1`,
    `/proc/pressure/cpu:${some(counts.pressure.cpu)}`,
    `/proc/pressure/memory:${some(counts.pressure.memory)}`,
    `/proc/pressure/io:${some(counts.pressure.io)}`,
    '',
  ].join('\n')
}

/** Where a host finds its physical devices. */
export function deviceList({ hardware }: HostPlan): string {
  return [
    ...hardware.nics.map(name => `/sys/class/net/${name}/device\n`),
    ...hardware.disks.map(name => `/sys/block/${name}/device\n`),
  ].join('')
}
