import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { clearForLibvirt, makeCgroups } from './cgroups.ts'
import { LabFolder, removeLeftovers } from './folder.ts'
import { guestImage } from './guestImage.ts'
import { LabHost } from './host.ts'
import { writeHostFiles } from './hostFiles.ts'
import { makeKey } from './keys.ts'
import { startNamespace } from './namespace.ts'
import { LabNetwork } from './network.ts'
import { putInPlace } from './place.ts'
import { type Relay, type RelayOptions, startRelay } from '../../electron/core/testing/relay.ts'
import { LabUnavailable, labRequirements } from './requirements.ts'

export interface LabOptions {
  /** How many hosts, 1 to 250; one by default. */
  readonly hosts?: number
  /** `few`: machines of every state, pools, networks and snapshots on each host; `none`: empty hosts. */
  readonly guests?: 'few' | 'none'
  /** Helps a person to tell labs apart; any number of labs may run at once. */
  readonly name?: string
  /** Names of the hosts, in order; `hyp1`, `hyp2`, … otherwise. */
  readonly names?: readonly string[]
  /** Lines that go before the lab's own in each sshd_config. */
  readonly sshdConfig?: readonly string[]
  /** Lines added to each libvirtd.conf, e.g. `auth_unix_rw = "polkit"`. */
  readonly libvirtdConfig?: readonly string[]
  /** Writes files into a host's folder before its daemons start (`libvirt/` is its /etc/libvirt). */
  readonly furnish?: (folder: string, number: number) => void | Promise<void>
}

const capabilities = join(import.meta.dirname, '../../node_modules/.cache/novacron-lab/capabilities')
/** Hosts that are started at the same time. */
const PARALLEL = 4

/** A relay in front of one host, and that host's URIs through it. */
export interface HostRelay {
  readonly relay: Relay
  /** Like `LabHost.uriFor`. */
  uriFor(driver?: string): string
  /** Like `LabHost.peerUri`. */
  peerUri(driver?: string): string
}

/** Real hypervisors on this machine; disposing of it leaves no process, mount, device or file. */
export class Lab implements AsyncDisposable {
  readonly hosts: readonly LabHost[]
  /** The lab's folder; everything it writes is below. */
  readonly folder: string
  /** Private key that every account of every host accepts. */
  readonly identityFile: string
  /** OpenSSH known_hosts with each host's key as it was when the lab began. */
  readonly knownHostsFile: string
  /** OpenSSH client settings for the lab: identity, known hosts, no questions. */
  readonly sshConfigFile: string
  /** A program that is `ssh` with these settings, for `?command=` in a libvirt URI. */
  readonly sshCommand: string
  readonly network: LabNetwork
  readonly #folder: LabFolder
  readonly #relays: Relay[] = []
  readonly #stopWatching: () => void

  constructor(parts: { hosts: LabHost[]; folder: LabFolder; network: LabNetwork; stopWatching: () => void }) {
    this.hosts = parts.hosts
    this.network = parts.network
    this.folder = parts.folder.path
    this.#folder = parts.folder
    this.#stopWatching = parts.stopWatching
    const files = filesOf(this.folder)
    this.identityFile = files.identity
    this.knownHostsFile = files.knownHosts
    this.sshConfigFile = files.sshConfig
    this.sshCommand = files.ssh
  }

  /** The host with this number, counted from 0; throws where there is none. */
  host(index: number): LabHost {
    const host = this.hosts[index]
    if (host === undefined) throw new RangeError(`the lab has no host ${index}`)
    return host
  }

  /** Files a client on this machine reads. */
  get clientFiles(): string[] {
    return Object.values(filesOf(this.folder))
  }

  /** Pulls the cable to every host at once. */
  uplinkDown(): Promise<void> {
    return this.network.setUplink('down')
  }

  uplinkUp(): Promise<void> {
    return this.network.setUplink('up')
  }

  /** A bad network in front of a host's sshd; its port joins the lab's known hosts. Ends with the lab. */
  async relayTo(host: LabHost, options: RelayOptions = {}): Promise<HostRelay> {
    const relay = await startRelay(
      { host: host.address, port: host.sshPort },
      { handshake: true, ...options },
    )
    const address = '127.0.0.1'
    this.#relays.push(relay)
    appendFileSync(this.knownHostsFile, `[${address}]:${relay.port} ${host.hostKey}\n`)
    const uriFor = (driver = 'qemu:///system') =>
      host.uriFor(driver).replace(`@${host.address}/`, `@${address}:${relay.port}/`)
    return { relay, uriFor, peerUri: driver => `${uriFor(driver)}${host.peerQuery}` }
  }

  async close(): Promise<void> {
    this.#stopWatching()
    await Promise.all(this.#relays.map(relay => relay.stop()))
    this.#folder.removeSync()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/**
 * Starts a lab and waits until every host answers (and, with guests, until they are all defined). Rejects
 * `LabUnavailable` where this machine cannot carry one. Ends with this process in whatever way it ends.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const missing = labRequirements()
  if (missing.length > 0) throw new LabUnavailable(missing)
  removeLeftovers()
  const image = await guestImage()
  const folder = new LabFolder(options.name ?? 'lab')
  const stopWatching = endWithProcess(folder)
  try {
    const network = await LabNetwork.start(folder.make('network'), device => folder.recordDevice(device))
    folder.recordNamespace(network.namespace)
    const files = filesOf(folder.path)
    await makeKey(files.identity)
    writeClientFiles(files)
    const count = options.hosts ?? 1
    const places = Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      name: options.names?.[index] ?? `hyp${index + 1}`,
      address: network.addressOf(index + 1),
    }))
    const hosts = await inParallel(places, place =>
      startHost(place, places, { folder, network, image, options }),
    )
    writeKnownHosts(files.knownHosts, hosts)
    const lab = new Lab({ hosts, folder, network, stopWatching })
    if (options.guests === 'few') {
      const { furnishHost } = await import('./fleet.ts')
      await inParallel(hosts, host => furnishHost(host))
    }
    keepCapabilities(hosts)
    return lab
  } catch (error) {
    stopWatching()
    folder.removeSync()
    throw error
  }
}

interface Place {
  readonly number: number
  readonly name: string
  readonly address: string
}

async function startHost(
  place: Place,
  neighbours: readonly Place[],
  lab: { folder: LabFolder; network: LabNetwork; image: string; options: LabOptions },
): Promise<LabHost> {
  const files = filesOf(lab.folder.path)
  const folder = lab.folder.make(place.name)
  const cgroups = makeCgroups(basename(lab.folder.path), place.name)
  lab.folder.recordCgroups(cgroups.tops)
  const facts = await writeHostFiles({
    ...place,
    folder,
    neighbours,
    identityFile: files.identity,
    sshdConfig: lab.options.sshdConfig ?? [],
    libvirtdConfig: lab.options.libvirtdConfig ?? [],
    useCgroups: cgroups.folders.length > 0,
    capabilities,
  })
  await lab.options.furnish?.(folder, place.number)
  const namespace = await startNamespace({
    command: ['sh', join(import.meta.dirname, 'host.sh')],
    logFile: join(folder, 'host.log'),
    cgroups: cgroups.folders,
    env: {
      LAB_HOST_FOLDER: folder,
      LAB_BOOT_FOLDER: lab.image,
      LAB_ADDRESS: `${place.address}/24`,
      LAB_HOSTNAME: place.name,
      LAB_CGROUPS: cgroups.mounts.map(mount => `${mount.type}|${mount.options}`).join(' '),
    },
  })
  lab.folder.recordNamespace(namespace)
  clearForLibvirt(cgroups)
  await lab.network.plug(place.number, namespace.initPid)
  const host = new LabHost({
    ...place,
    ...facts,
    folder,
    namespace,
    network: lab.network,
    identityFile: files.identity,
    sshCommand: files.ssh,
    sshdConfig: lab.options.sshdConfig ?? [],
  })
  await host.ready()
  return host
}

function filesOf(folder: string) {
  return {
    identity: join(folder, 'id_ed25519'),
    knownHosts: join(folder, 'known_hosts'),
    sshConfig: join(folder, 'ssh_config'),
    ssh: join(folder, 'ssh'),
  }
}

function writeClientFiles(files: ReturnType<typeof filesOf>): void {
  const config = [
    'IdentityFile',
    files.identity,
    'IdentitiesOnly',
    'yes',
    'UserKnownHostsFile',
    files.knownHosts,
  ]
  const settings = [
    ...config,
    'GlobalKnownHostsFile',
    '/dev/null',
    'StrictHostKeyChecking',
    'yes',
    'BatchMode',
    'yes',
  ]
  const lines = settings.flatMap((word, index) =>
    index % 2 === 0 ? [`  ${word} ${settings[index + 1]}`] : [],
  )
  writeFileSync(files.sshConfig, `Host *\n${lines.join('\n')}\n`)
  writeFileSync(files.ssh, `#!/bin/sh\nexec ssh -F '${files.sshConfig}' "$@"\n`)
  chmodSync(files.ssh, 0o755)
}

/** The same list for clients on this machine and, for migration, for root on each host. */
function writeKnownHosts(path: string, hosts: readonly LabHost[]): void {
  const text = hosts.map(host => `${host.address},${host.name} ${host.hostKey}\n`).join('')
  for (const file of [path, ...hosts.map(host => join(host.folder, 'root/.ssh/known_hosts'))])
    writeFileSync(file, text)
}

/** libvirt probes QEMU for a second or more; its own cache, which it validates, spares the next lab that. */
function keepCapabilities(hosts: readonly LabHost[]): void {
  const made = hosts[0] === undefined ? null : join(hosts[0].folder, 'cache/qemu/capabilities')
  if (made === null || !existsSync(made) || existsSync(capabilities)) return
  const copy = `${capabilities}.${process.pid}`
  mkdirSync(join(capabilities, '..'), { recursive: true })
  cpSync(made, copy, { recursive: true })
  putInPlace(copy, capabilities)
}

/** Clears the lab away when the process exits or is told to end; returns how to stop watching for that. */
function endWithProcess(folder: LabFolder): () => void {
  const clear = () => folder.removeSync()
  const onSignal = (name: NodeJS.Signals) => {
    stop()
    clear()
    // With nobody else listening the signal would have ended this process: let it.
    if (process.listenerCount(name) === 0) process.kill(process.pid, name)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const stop = () => {
    process.off('exit', clear)
    for (const name of signals) process.off(name, onSignal)
  }
  process.on('exit', clear)
  for (const name of signals) process.on(name, onSignal)
  return stop
}

/** Like `Promise.all` of a map, a few at a time; settles only when all that began has ended. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  limit = PARALLEL,
): Promise<R[]> {
  const results: R[] = []
  const failures: unknown[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next++
      try {
        results[index] = await work(items[index] as T)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}
