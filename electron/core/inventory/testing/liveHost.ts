import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import type { HostId } from '../../../../shared/ids.ts'
import type { HostOptions, HostRecord, Site } from '../../../../shared/models/host.ts'
import { type AttachedPart, type HostEvent, type LiveHost, resolveOptions } from '../../hosts/index.ts'
import { connectLibvirt, remote } from '../../libvirt/index.ts'
import { connectUnix } from '../../testing/libvirtd.ts'
import type { HostTransport } from '../../transport/index.ts'
import { type HostDirectory, sitesById } from '../ports.ts'

/** A host id that is the same for the same name in every run. */
export function testHostId(name: string): HostId {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as HostId
}

/** A registry without sessions: hosts are made live and dropped by the test. */
export class TestDirectory implements HostDirectory {
  readonly records = new Map<HostId, HostRecord>()
  readonly siteList: Site[] = []
  readonly #parts: AttachedPart[] = []
  readonly #live = new Map<HostId, { live: LiveHost; drop: () => Promise<void> }>()
  readonly #listeners = new Set<(event: HostEvent) => void>()

  addHost(name: string, options: HostOptions = {}): HostRecord {
    const record: HostRecord = {
      id: testHostId(name),
      name,
      siteId: null,
      uri: `qemu+ssh://root@${name}/system`,
      autoConnect: true,
      options,
      createdAtMs: 0,
    }
    this.records.set(record.id, record)
    this.tell({ type: 'added', hostId: record.id, record })
    return record
  }

  tell(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  list = () => [...this.records.values()]
  get = (id: HostId) => this.records.get(id)
  sites = () => this.siteList
  options = (id: HostId) =>
    resolveOptions(this.records.get(id) ?? { siteId: null, options: {} }, sitesById(this.siteList))

  async connection(id: HostId): Promise<LiveHost> {
    const live = this.#live.get(id)?.live
    if (live) return live
    throw new AppError('host.notLive', 'The host is not connected.')
  }

  onHost(cb: (event: HostEvent) => void): () => void {
    this.#listeners.add(cb)
    return () => this.#listeners.delete(cb)
  }

  attach(part: AttachedPart): void {
    this.#parts.push(part)
  }

  /** Forgets who was attached, so that others can be. */
  detach(): void {
    this.#parts.length = 0
    this.#listeners.clear()
  }

  /** Opens libvirt over a stream and hands the host to every part, as a session does. */
  async goLive(id: HostId, duplex: Duplex, options: GoLive): Promise<LiveHost> {
    const libvirt = connectLibvirt(duplex)
    const ended = new AbortController()
    try {
      await libvirt.open({ uri: options.uri, readOnly: options.readOnly ?? false })
      const [{ libVer }, { type }] = await Promise.all([
        libvirt.call(remote.connectGetLibVersion),
        libvirt.call(remote.connectGetType),
      ])
      const live: LiveHost = {
        hostId: id,
        libvirt,
        transport: options.transport ?? noShell,
        openAnother: another(options),
        readOnly: options.readOnly ?? false,
        driver: type,
        libvirtVersion: Number(libVer),
        signal: ended.signal,
      }
      const drop = async () => {
        ended.abort()
        this.#live.delete(id)
        await libvirt.close()
      }
      void libvirt.closed.then(drop)
      this.#live.set(id, { live, drop })
      for (const part of this.#parts) await part.onLive(live)
      return live
    } catch (error) {
      ended.abort()
      await libvirt.close()
      throw error
    }
  }

  /** Hands a connection to every part, whether or not it still lives. */
  async handOver(live: LiveHost): Promise<void> {
    for (const part of this.#parts) await part.onLive(live)
  }

  /** Ends a host's connection. */
  async drop(id: HostId): Promise<void> {
    await this.#live.get(id)?.drop()
  }

  async close(): Promise<void> {
    for (const { drop } of [...this.#live.values()]) await drop()
  }
}

/** How a host becomes live. */
export interface GoLive {
  uri: string
  readOnly?: boolean
  transport?: HostTransport
  /** Where one more connection leads; absent: there can be none. */
  another?: () => Duplex
}

function another({ uri, readOnly = false, another: connect }: GoLive): LiveHost['openAnother'] {
  if (connect === undefined) return null
  return async signal => {
    const libvirt = connectLibvirt(connect(), { keepalive: null })
    await libvirt.open({ uri, readOnly, signal })
    return libvirt
  }
}

/** Makes a host live over a daemon's UNIX socket. */
export async function goLiveOver(
  directory: TestDirectory,
  id: HostId,
  socket: string,
  options: GoLive,
): Promise<LiveHost> {
  return directory.goLive(id, await connectUnix(socket), options)
}

/** A transport that has no shell, as TCP and TLS have none. */
export const noShell: HostTransport = {
  kind: 'tcp',
  facts: {
    kind: 'tcp',
    decisions: [],
    serverVersion: null,
    hostKey: null,
    authenticatedBy: null,
    jumps: [],
    libvirtBy: null,
  },
  openLibvirt: () => Promise.reject(new AppError('transport.closed', 'not here')),
  exec: () => Promise.reject(new AppError('transport.noExec', 'no shell here')),
  closed: new Promise(() => undefined),
  close: async () => undefined,
}
