import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { domainXml } from './domainXml.ts'
import { virshBatch } from './fleet.ts'
import type { LabHost } from './host.ts'
import { type Lab, type LabOptions, startLab } from './lab.ts'
import { mac, plannedUuid, testDriverXml } from './testDriver.ts'

/** A small shut-off QEMU machine, the same for the same numbers in every run. */
export function manyDomainXml(prefix: string, seed: number, index: number): string {
  return domainXml({
    name: `${prefix}${index}`,
    uuid: plannedUuid(seed, index),
    description: `Machine ${index} of many`,
    vcpus: 1 + (index % 4),
    memoryMiB: 256 * (1 + (index % 8)),
    disks: [{ target: 'vda', bus: 'virtio', source: `/var/lib/libvirt/images/${prefix}${index}.qcow2` }],
    nics: [{ network: 'default', mac: mac(index) }],
  })
}

export interface ManyOptions {
  /** Goes before the number in each name; `many-` by default. */
  readonly prefix?: string
  /** Index of the first; 0 by default. */
  readonly from?: number
}

/** Defines `count` shut-off QEMU machines through libvirt, with its events; about 100 a second. */
export async function defineManyShutOff(
  host: LabHost,
  count: number,
  options: ManyOptions = {},
): Promise<string[]> {
  const { prefix = 'many-', from = 0 } = options
  mkdirSync(join(host.folder, 'lib/many'), { recursive: true })
  const names: string[] = []
  const steps: string[] = []
  for (let index = from; index < from + count; index += 1) {
    const file = `many/${prefix}${index}.xml`
    writeFileSync(join(host.folder, 'lib', file), manyDomainXml(prefix, host.number, index))
    steps.push(`define /var/lib/libvirt/${file}`)
    names.push(`${prefix}${index}`)
  }
  await virshBatch(host, steps)
  return names
}

/** Furnishes a host before its libvirtd starts, so that it is born with `count` shut-off QEMU machines. */
export function bornWith(count: number, prefix = 'many-') {
  return (folder: string, number: number): void => {
    const qemu = join(folder, 'libvirt/qemu')
    for (let index = 0; index < count; index += 1) {
      writeFileSync(join(qemu, `${prefix}${index}.xml`), manyDomainXml(prefix, number, index))
    }
  }
}

export interface ManyHostsOptions extends Pick<LabOptions, 'name' | 'sshdConfig' | 'libvirtdConfig'> {
  /** Machines on each host; 50 by default. */
  readonly machines?: number
  /** `test`: libvirt's test driver, no process a machine. `qemu`: shut-off QEMU machines, with statistics. */
  readonly driver?: 'test' | 'qemu'
}

/** The local URI on each host of `startManyHosts`. */
export const MANY_URI = { test: 'test:///etc/libvirt/fleet.xml', qemu: 'qemu:///system' } as const

/**
 * Many cheap hosts, each with an address, an sshd and a libvirtd of its own. Dial
 * `host.uriFor(MANY_URI[driver])`.
 */
export function startManyHosts(count: number, options: ManyHostsOptions = {}): Promise<Lab> {
  const { machines = 50, driver = 'test', ...rest } = options
  const furnish =
    driver === 'qemu'
      ? bornWith(machines)
      : (folder: string, number: number) =>
          writeFileSync(
            join(folder, 'libvirt/fleet.xml'),
            testDriverXml({ domains: machines, prefix: `h${number}-vm-` }),
          )
  return startLab({ ...rest, hosts: count, guests: 'none', furnish })
}
