/** Words for paths whose own name would not tell a person enough. */
const words: Readonly<Record<string, string>> = {
  '': 'Value',
  '@type': 'Type',
  '@placement': 'Placement',
  '@current': 'Plugged in',
  '@cpuset': 'May run on host CPUs',
  'target@dev': 'Name in the machine',
  'target@bus': 'Bus',
  'target@tray': 'Tray',
  'source@file': 'File',
  'source@dev': 'Device',
  'source@dir': 'Folder',
  'source@pool': 'Pool',
  'source@volume': 'Volume',
  'source@network': 'Network',
  'source@bridge': 'Bridge',
  'source@path': 'Path',
  'source@portgroup': 'Port group',
  'driver@name': 'Driver',
  'driver@type': 'Format',
  'driver@cache': 'Cache',
  'driver@io': 'I/O mode',
  'driver@discard': 'Discard',
  'driver@detect_zeroes': 'Detect zeroes',
  'driver@queues': 'Queues',
  'driver@iommu': 'IOMMU',
  'driver@ats': 'ATS',
  'driver@iothread': 'I/O thread',
  'model@type': 'Model',
  'model@vram': 'Video memory (KiB)',
  'model@ram': 'QXL memory (KiB)',
  'model@vgamem': 'VGA memory (KiB)',
  'model@heads': 'Screens',
  'mac@address': 'MAC address',
  'link@state': 'Link',
  'mtu@size': 'MTU',
  'boot@order': 'Boot order',
  'boot@dev': 'Boot from',
  'alias@name': 'Alias',
  address: 'Address',
  'source/address': 'Address on the host',
  readonly: 'Read-only',
  shareable: 'Shared between machines',
  transient: 'Changes are thrown away',
  serial: 'Serial number',
  wwn: 'WWN',
  'backingStore/source@file': 'Backing file',
  'type@arch': 'Architecture',
  'type@machine': 'Machine type',
  type: 'Type',
  kernel: 'Kernel',
  initrd: 'Initial RAM disk',
  cmdline: 'Kernel command line',
  loader: 'Firmware image',
  'loader@secure': 'Secure boot firmware',
  'loader@readonly': 'Firmware image read-only',
  nvram: 'NVRAM file',
  'nvram@template': 'NVRAM template',
  'bootmenu@enable': 'Boot menu',
  'topology@sockets': 'Sockets',
  'topology@dies': 'Dies',
  'topology@clusters': 'Clusters',
  'topology@cores': 'Cores',
  'topology@threads': 'Threads',
  'cache@mode': 'Cache',
  'stats@period': 'Statistics every (s)',
  'cid@auto': 'CID chosen by libvirt',
  'cid@address': 'CID',
  'backend@type': 'Backend',
  'backend@version': 'Version',
  'backend@model': 'Backend',
  backend: 'Backend',
  'rate@bytes': 'Bytes at most',
  'rate@period': 'In a period of (ms)',
  hugepages: 'Huge pages',
  locked: 'Locked in memory',
  nosharepages: 'Pages not shared',
  shares: 'Shares',
  acpi: 'ACPI',
  apic: 'APIC',
  pae: 'PAE',
  smm: 'SMM',
  'smm@state': 'SMM',
  'vmport@state': 'VMware port',
  '@on_poweroff': 'When it powers off',
}

/** Words that are abbreviations. */
const capitals =
  /\b(acpi|apic|ats|bios|cid|cpu|cpuset|dns|efi|gl|id|io|iommu|ip|kvm|mac|mtu|numa|nvram|pci|qemu|rom|rss|smm|ssd|tls|tpm|tx|rx|usb|uuid|vcpu|vcpus|vlan|vnc|wwn|wwpn)\b/gi

/** A person's word for what stands at a path: `driver@cache` → `Cache`, `tune/limit[2]@max` → `Tune limit 2 max`. */
export function labelOf(path: string): string {
  const known = Object.hasOwn(words, path) ? words[path] : undefined
  if (known !== undefined) return known
  const plain = path
    // A prefix says whose name it is, not what it means.
    .replaceAll(/(^|[/@])[\w.-]+:/g, '$1')
    .replaceAll(/[/@]/g, ' ')
    .replaceAll(/\[([^\]]*)\]/g, ' $1')
    .replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/[_]/g, ' ')
    .trim()
    .replaceAll(capitals, word => word.toUpperCase())
  return plain.slice(0, 1).toUpperCase() + plain.slice(1)
}
