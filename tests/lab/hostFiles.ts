import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { makeKey } from './keys.ts'

/** Accounts every host has besides root: one in the group `libvirt`, one without any right on the socket. */
export const LAB_USERS = ['operator', 'viewer'] as const
const FIRST_UID = 64_100

export interface HostFilesRequest {
  /** The host's own folder. */
  readonly folder: string
  readonly name: string
  readonly address: string
  /** Addresses and names of every host of the lab, for /etc/hosts. */
  readonly neighbours: readonly { name: string; address: string }[]
  /** Private key every account accepts, and root uses towards the other hosts. */
  readonly identityFile: string
  /** Lines put before the lab's own in sshd_config (there the first value wins). */
  readonly sshdConfig: readonly string[]
  /** Lines added to libvirtd.conf. */
  readonly libvirtdConfig: readonly string[]
  readonly useCgroups: boolean
  /** A folder with libvirt's capability cache of this machine's QEMU; absent until one was kept. */
  readonly capabilities: string
}

/** What the files made for a host settle. */
export interface HostFacts {
  readonly uuid: string
  /** Of the account `operator`. */
  readonly password: string
}

/** Writes everything a host's daemons read: the folders that are mounted over the system's own. */
export async function writeHostFiles(request: HostFilesRequest): Promise<HostFacts> {
  const { folder } = request
  const at = (...parts: string[]) => join(folder, ...parts)
  for (const name of [
    'lib/images',
    'lib/boot',
    'cache',
    'log',
    'libvirt/qemu',
    'ssh',
    'etc',
    'home',
    'root/.ssh',
  ]) {
    mkdirSync(at(name), { recursive: true, mode: 0o755 })
  }
  const facts = { uuid: randomUUID(), password: randomBytes(9).toString('base64url') }
  if (existsSync(request.capabilities))
    cpSync(request.capabilities, at('cache/qemu/capabilities'), { recursive: true })
  writeFileSync(at('libvirt/libvirtd.conf'), libvirtdConf(facts.uuid, request.libvirtdConfig))
  writeFileSync(at('libvirt/qemu.conf'), qemuConf(request.useCgroups))
  writeFileSync(at('libvirt/virtlogd.conf'), '')
  await writeAccounts(at, facts.password)
  writeFileSync(at('etc/hosts'), hostsFile(request))
  await makeKey(at('ssh/ssh_host_ed25519_key'))
  writeFileSync(at('ssh/sshd_config'), sshdConf(request.address, request.sshdConfig))
  copyFileSync(`${request.identityFile}.pub`, at('ssh/authorized_keys'))
  copyFileSync(request.identityFile, at('root/.ssh/id_ed25519'))
  chmodSync(at('root'), 0o700)
  chmodSync(at('root/.ssh'), 0o700)
  return facts
}

function libvirtdConf(uuid: string, more: readonly string[]): string {
  const lines = [
    `host_uuid = "${uuid}"`,
    'auth_unix_ro = "none"',
    'auth_unix_rw = "none"',
    'unix_sock_group = "libvirt"',
    'unix_sock_rw_perms = "0770"',
    'log_outputs = "3:file:/var/log/libvirt/libvirtd.log"',
  ]
  const overridden = (line: string) => more.some(other => other.split('=')[0]?.trim() === line.split(' ')[0])
  return `${[...lines.filter(line => !overridden(line)), ...more].join('\n')}\n`
}

function qemuConf(useCgroups: boolean): string {
  return `user = "root"
group = "root"
security_driver = "none"
dynamic_ownership = 0
remember_owner = 0
namespaces = []
cgroup_controllers = [${useCgroups ? '"cpu", "cpuacct", "memory", "blkio"' : ''}]
`
}

/** A password as /etc/shadow holds it. */
export async function passwordHash(password: string): Promise<string> {
  const salt = `$6$${randomBytes(9).toString('hex')}$`
  return (await run(['perl', '-e', 'print crypt(<STDIN>, $ARGV[0])', salt], { input: password })).stdout
}

async function writeAccounts(at: (...parts: string[]) => string, password: string): Promise<void> {
  const passwd = readFileSync('/etc/passwd', 'utf8')
  const group = readFileSync('/etc/group', 'utf8')
  const names = passwd.split('\n').flatMap(line => line.split(':')[0] || [])
  const lines = LAB_USERS.map(
    (name, index) => `${name}:x:${FIRST_UID + index}:${FIRST_UID + index}::/home/${name}:/bin/sh`,
  )
  const groups = LAB_USERS.map((name, index) => `${name}:x:${FIRST_UID + index}:`)
  const inLibvirt = group.replace(
    /^(libvirt:[^\n]*)$/m,
    line => `${line}${line.endsWith(':') ? '' : ','}operator`,
  )
  const hash = await passwordHash(password)
  const shadow = [...names, ...LAB_USERS].map(
    name => `${name}:${name === 'operator' ? hash : '*'}:19700:0:99999:7:::`,
  )
  write(at('etc/passwd'), `${passwd.trimEnd()}\n${lines.join('\n')}\n`, 0o644)
  write(at('etc/group'), `${inLibvirt.trimEnd()}\n${groups.join('\n')}\n`, 0o644)
  write(at('etc/shadow'), `${shadow.join('\n')}\n`, 0o600)
  // Without the system's session modules: they would speak to daemons the host does not have.
  const pam = ['auth required pam_unix.so', 'account required pam_unix.so', 'session required pam_permit.so']
  write(at('etc/pam-sshd'), `${pam.join('\n')}\n`, 0o644)
  for (const [index, name] of LAB_USERS.entries()) {
    mkdirSync(at('home', name), { recursive: true, mode: 0o755 })
    await run(['chown', `${FIRST_UID + index}:${FIRST_UID + index}`, at('home', name)])
  }
}

function write(path: string, text: string, mode: number): void {
  writeFileSync(path, text)
  chmodSync(path, mode)
}

function hostsFile(request: HostFilesRequest): string {
  const lines = request.neighbours.map(({ name, address }) => `${address} ${name}`)
  return `127.0.0.1 localhost\n::1 localhost\n${lines.join('\n')}\n`
}

/** sshd_config of a lab host; `more` comes first because the first value wins there. */
export function sshdConf(address: string, more: readonly string[]): string {
  return `${more.join('\n')}
Port 22
ListenAddress ${address}
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
AuthorizedKeysFile /etc/ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication yes
KbdInteractiveAuthentication yes
UsePAM yes
UseDNS no
PrintMotd no
LogLevel VERBOSE
Subsystem sftp internal-sftp
`
}
