import { escapeXml } from './domainXml.ts'

export interface TestDriverPlan {
  /** How many domains; every third is running, every eighth of those paused, the rest shut off. */
  readonly domains: number
  readonly pools?: number
  readonly networks?: number
  /** Goes before the number in each name; `vm-` by default. */
  readonly prefix?: string
}

/** virDomainState numbers, as the test driver's own element takes them. */
const RUNSTATE = { running: 1, paused: 3, shutoff: 5 } as const

/** The state the plan gives the domain with this index. */
export function plannedState(index: number): keyof typeof RUNSTATE {
  if (index % 3 !== 0) return 'shutoff'
  return index % 24 === 0 ? 'paused' : 'running'
}

/** A UUID that is the same in every run: `seed` tells families apart, `index` their members. */
export function plannedUuid(seed: number, index: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${hex(seed, 8)}-0000-4000-8000-${hex(index, 12)}`
}

/** A file for `test:///path.xml`: a hypervisor that only exists inside libvirt, of any size. */
export function testDriverXml(plan: TestDriverPlan): string {
  const domains = Array.from({ length: plan.domains }, (_, index) => domain(plan.prefix ?? 'vm-', index))
  const networks = Array.from({ length: plan.networks ?? 1 }, (_, index) => network(index))
  const pools = Array.from({ length: plan.pools ?? 1 }, (_, index) => pool(index))
  return `<node>\n${[...domains, ...networks, ...pools].join('\n')}\n</node>\n`
}

function domain(prefix: string, index: number): string {
  const name = escapeXml(`${prefix}${index}`)
  return `<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
  <test:runstate>${RUNSTATE[plannedState(index)]}</test:runstate>
  <name>${name}</name><uuid>${plannedUuid(1, index)}</uuid>
  <memory unit='MiB'>${512 * (1 + (index % 8))}</memory><vcpu>${1 + (index % 4)}</vcpu>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><source file='/guests/${name}.qcow2'/><target dev='vda' bus='virtio'/></disk>
    <interface type='network'><mac address='${mac(index)}'/><source network='net-0'/><model type='virtio'/></interface>
  </devices>
</domain>`
}

/** A MAC in QEMU's range with the index in its last three bytes. */
export function mac(index: number): string {
  const bytes = [index >> 16, index >> 8, index].map(value => (value & 0xff).toString(16).padStart(2, '0'))
  return `52:54:00:${bytes.join(':')}`
}

function network(index: number): string {
  return `<network><name>net-${index}</name><uuid>${plannedUuid(2, index)}</uuid><bridge name='virbr${index}'/><forward/>
  <ip address='10.${index}.0.1' netmask='255.255.255.0'><dhcp><range start='10.${index}.0.128' end='10.${index}.0.253'/></dhcp></ip>
</network>`
}

function pool(index: number): string {
  return `<pool type='dir'><name>pool-${index}</name><uuid>${plannedUuid(3, index)}</uuid><target><path>/guests/pool-${index}</path></target></pool>`
}
