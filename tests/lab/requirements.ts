import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Which Debian package has each program the lab runs. */
const PROGRAMS: Readonly<Record<string, string>> = {
  libvirtd: 'libvirt-daemon-system',
  virtlogd: 'libvirt-daemon-system',
  virsh: 'libvirt-clients',
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  ip: 'iproute2',
  busybox: 'busybox-static',
  cpio: 'cpio',
  dnsmasq: 'dnsmasq-base',
  iptables: 'iptables',
  tini: 'tini',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
}

/** Thrown where this machine cannot carry the lab; says what is missing and what to do. */
export class LabUnavailable extends Error {
  readonly missing: readonly string[]
  constructor(missing: readonly string[]) {
    super(`the lab needs ${missing.join('; ')}`)
    this.name = 'LabUnavailable'
    this.missing = missing
  }
}

/** Debian packages whose programs are absent here. */
export function missingPackages(): string[] {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter)
  const absent = Object.keys(PROGRAMS).filter(name => !folders.some(folder => existsSync(join(folder, name))))
  return [...new Set(absent.map(name => PROGRAMS[name] ?? name))]
}

/** What this machine lacks for a lab, in words; empty where it can have one. */
export function labRequirements(): string[] {
  if (process.platform !== 'linux') return ['Linux']
  const missing: string[] = []
  if (process.getuid?.() !== 0) missing.push('root (run it through sudo)')
  if (!existsSync('/etc/debian_version')) missing.push('Debian 12 or 13')
  if (!existsSync('/dev/net/tun')) missing.push('/dev/net/tun')
  const packages = missingPackages()
  if (packages.length > 0) missing.push(`Debian packages: apt-get install ${packages.join(' ')}`)
  return missing
}
