import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CommandOptions, type CommandResult, run, waitFor } from './command.ts'
import { passwordHash, sshdConf } from './hostFiles.ts'
import { fingerprint, makeKey, publicKey } from './keys.ts'
import { inside, type Namespace } from './namespace.ts'
import type { LabNetwork } from './network.ts'
import { processesInNamespaceOf, readFileOrNull, signal } from './processes.ts'

/** The daemons of a host a test may want to hold of. */
export type Daemon = 'libvirtd' | 'virtlogd' | 'sshd'

/** Names of a daemon's processes where it has several; those of sshd since OpenSSH 9.8. */
const PROCESSES: Readonly<Record<string, readonly string[]>> = { sshd: ['sshd', 'sshd-session', 'sshd-auth'] }

export interface LabHostParts {
  readonly name: string
  readonly number: number
  readonly address: string
  readonly uuid: string
  readonly password: string
  /** The host's own folder, seen from this machine. */
  readonly folder: string
  readonly namespace: Namespace
  readonly network: LabNetwork
  readonly identityFile: string
  readonly sshCommand: string
  readonly sshdConfig: readonly string[]
}

/**
 * One real libvirt host: its own address, hostname, host UUID, libvirtd, virtlogd and sshd, in namespaces of
 * its own. Whatever is done to it is undone with the lab.
 */
export class LabHost {
  readonly name: string
  readonly number: number
  readonly address: string
  readonly sshPort = 22
  /** Logs in with the lab's key; so do `operator` (group libvirt) and `viewer` (no right on the socket). */
  readonly user = 'root'
  readonly uuid: string
  /** Of the account `operator`, for password and keyboard-interactive logins. */
  readonly password: string
  readonly identityFile: string
  readonly folder: string
  readonly #parts: LabHostParts

  constructor(parts: LabHostParts) {
    this.name = parts.name
    this.number = parts.number
    this.address = parts.address
    this.uuid = parts.uuid
    this.password = parts.password
    this.identityFile = parts.identityFile
    this.folder = parts.folder
    this.#parts = parts
  }

  /** `type base64` of the key its sshd shows. */
  get hostKey(): string {
    return publicKey(join(this.folder, 'ssh/ssh_host_ed25519_key'))
  }

  /** `SHA256:…` of the key its sshd shows. */
  get hostKeyFingerprint(): string {
    return fingerprint(this.hostKey)
  }

  /** `qemu+ssh://root@address/system`, without any key in it. */
  get uri(): string {
    return this.uriFor('qemu:///system')
  }

  /** A libvirt URI of this host over SSH, e.g. for `test:///default` or as another user. */
  uriFor(driver: string, user: string = this.user): string {
    const [, scheme, path] = /^([a-z]+):\/\/(\/.*)$/.exec(driver) ?? []
    if (scheme === undefined || path === undefined) throw new TypeError(`not a local libvirt URI: ${driver}`)
    return `${scheme}+ssh://${user}@${this.address}${path}`
  }

  /** The same URI for libvirt's own clients (virsh, python3-libvirt): with the lab's key and known hosts. */
  peerUri(driver = 'qemu:///system'): string {
    return `${this.uriFor(driver)}${this.peerQuery}`
  }

  /** The part of `peerUri` from the question mark on. */
  get peerQuery(): string {
    return `?command=${encodeURIComponent(this.#parts.sshCommand)}&no_tty=1`
  }

  /** The init of the host's namespaces, as the lab's machine numbers it. */
  get initPid(): number {
    return this.#parts.namespace.initPid
  }

  /** Path, seen from this machine, of a path inside the host. */
  pathOf(path: string): string {
    return join(`/proc/${this.initPid}/root`, path)
  }

  /** Runs a program inside the host; rejects where it fails unless that is allowed. */
  exec(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return run(inside(this.initPid, command), options)
  }

  /** What virsh prints, asked inside the host on its own socket. */
  async virsh(
    args: readonly string[],
    options: CommandOptions & { readonly uri?: string } = {},
  ): Promise<string> {
    const { uri = 'qemu:///system', ...rest } = options
    return (await this.exec(['virsh', '-q', '-c', uri, ...args], rest)).stdout
  }

  /** Ids, on this machine, of a daemon's processes; sshd's sessions have the same name and count. */
  pidsOf(daemon: string): number[] {
    const names = PROCESSES[daemon] ?? [daemon]
    return processesInNamespaceOf(this.initPid).flatMap(({ pid, name }) =>
      names.includes(name) ? [pid] : [],
    )
  }

  /** The one main process of a daemon, by its own pid file; null while it is not running. */
  pidOf(daemon: Daemon): number | null {
    // The daemon takes it away as it ends: it may be gone at any moment.
    const insidePid = readFileOrNull(this.pathOf(`/run/${daemon}.pid`))?.trim()
    if (!insidePid) return null
    return this.pidsOf(daemon).find(pid => innermostPid(pid) === insidePid) ?? null
  }

  /** The QEMU process of a running guest; null where there is none. */
  pidOfGuest(name: string): number | null {
    const found = processesInNamespaceOf(this.initPid).find(({ command }) =>
      command.some((word, index) => command[index - 1] === '-name' && word.split(',')[0] === `guest=${name}`),
    )
    return found?.pid ?? null
  }

  /** Bytes of memory all the host's processes hold. */
  get rssBytes(): number {
    return processesInNamespaceOf(this.initPid).reduce((sum, { rssBytes }) => sum + rssBytes, 0)
  }

  /** Freezes libvirtd (SIGSTOP): the socket still accepts, nothing answers. */
  stopLibvirtd(): void {
    this.#signal('libvirtd', 'SIGSTOP')
  }

  /** Lets a frozen libvirtd go on. */
  contLibvirtd(): void {
    this.#signal('libvirtd', 'SIGCONT')
  }

  /** Ends libvirtd; guests run on. */
  async killLibvirtd(how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const pid = this.pidOf('libvirtd')
    if (pid === null) return
    signal(pid, how)
    await waitFor('libvirtd to end', () => !this.pidsOf('libvirtd').includes(pid))
  }

  /** Starts libvirtd and waits until it answers. */
  async startLibvirtd(): Promise<void> {
    await this.exec(['libvirtd', '-d'])
    await this.ready()
  }

  async restartLibvirtd(): Promise<void> {
    await this.killLibvirtd()
    await this.startLibvirtd()
  }

  /** Kills sshd and every session it holds, as a crash would. */
  async killSshd(): Promise<void> {
    for (const pid of this.pidsOf('sshd')) signal(pid, 'SIGKILL')
    await waitFor('sshd to end', () => this.pidsOf('sshd').length === 0)
  }

  /** Kills the sessions only: the listener takes new ones at once. */
  killSshSessions(): void {
    const listener = this.pidOf('sshd')
    for (const pid of this.pidsOf('sshd')) if (pid !== listener) signal(pid, 'SIGKILL')
  }

  async startSshd(): Promise<void> {
    await this.exec(['/usr/sbin/sshd', '-E', '/var/log/libvirt/sshd.log'])
    await waitFor('sshd', () => this.pidOf('sshd') !== null)
  }

  /** Gives sshd other settings (e.g. `AllowStreamLocalForwarding no`) and restarts it; sessions end. */
  async setSshd(lines: readonly string[]): Promise<void> {
    writeFileSync(
      join(this.folder, 'ssh/sshd_config'),
      sshdConf(this.address, [...lines, ...this.#parts.sshdConfig]),
    )
    await this.killSshd()
    await this.startSshd()
  }

  /** Shows another host key from now on, as an impostor or a reinstalled host would. */
  async newHostKey(type: 'ed25519' | 'rsa' | 'ecdsa' = 'ed25519'): Promise<void> {
    await makeKey(join(this.folder, 'ssh/ssh_host_ed25519_key'), type)
    await this.killSshd()
    await this.startSshd()
  }

  /** How many logins sshd has accepted since the lab began. */
  get acceptedLogins(): number {
    return this.#logged(/^Accepted \S+ for /gm)
  }

  /** How many logins of an account sshd has accepted by one method (`password`, `publickey`). */
  acceptedBy(method: string, user: string): number {
    return this.#logged(new RegExp(`^Accepted ${method} for ${user} `, 'gm'))
  }

  /** How many wrong passwords sshd was given for an account. */
  wrongPasswords(user: string): number {
    return this.#logged(new RegExp(`^Failed (password|keyboard-interactive\\S*) for ${user} `, 'gm'))
  }

  /** Gives an account of the host another password. */
  async setPassword(user: string, password: string): Promise<void> {
    await this.exec(['usermod', '-p', await passwordHash(password), user])
  }

  /** Pulls the host's cable: nothing arrives, nothing is refused. */
  linkDown(): Promise<void> {
    return this.#parts.network.setLink(this.number, 'down')
  }

  linkUp(): Promise<void> {
    return this.#parts.network.setLink(this.number, 'up')
  }

  /** Drops what comes in for a TCP port without a word, as a firewall does. */
  async filterPort(port = this.sshPort): Promise<void> {
    await this.exec(['iptables', '-w', '-I', 'INPUT', '-p', 'tcp', '--dport', String(port), '-j', 'DROP'])
  }

  async unfilterPort(port = this.sshPort): Promise<void> {
    await this.exec(['iptables', '-w', '-D', 'INPUT', '-p', 'tcp', '--dport', String(port), '-j', 'DROP'])
  }

  /** Drops all that comes from the lab's machine: only the other hosts reach it, as behind a jump host. */
  async hide(): Promise<void> {
    await this.exec(['iptables', '-w', '-I', 'INPUT', '-s', this.#parts.network.clientAddress, '-j', 'DROP'])
  }

  async unhide(): Promise<void> {
    await this.exec(['iptables', '-w', '-D', 'INPUT', '-s', this.#parts.network.clientAddress, '-j', 'DROP'])
  }

  /** Waits until sshd listens and libvirtd answers. */
  async ready(): Promise<void> {
    await waitFor(`${this.name}'s daemons`, () => {
      if (!this.#parts.namespace.alive) throw new Error(`${this.name} ended: ${this.#log()}`)
      return existsSync(this.pathOf('/run/libvirt/libvirt-sock')) && existsSync(this.pathOf('/run/sshd.pid'))
    })
  }

  #signal(daemon: Daemon, name: NodeJS.Signals): void {
    const pid = this.pidOf(daemon)
    if (pid === null) throw new Error(`${daemon} is not running on ${this.name}`)
    signal(pid, name)
  }

  #logged(line: RegExp): number {
    const log = join(this.folder, 'log/sshd.log')
    return existsSync(log) ? (readFileSync(log, 'utf8').match(line)?.length ?? 0) : 0
  }

  #log(): string {
    return readFileSync(join(this.folder, 'host.log'), 'utf8')
  }
}

/** A process's id in its own namespace, the last of those /proc names. */
function innermostPid(pid: number): string | null {
  return /^NSpid:.*?(\d+)$/m.exec(readFileOrNull(`/proc/${pid}/status`) ?? '')?.[1] ?? null
}
