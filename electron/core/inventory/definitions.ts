import { hash } from 'node:crypto'
import type { DomainUuid } from '../../../shared/ids.ts'
import type { Machine, MachineConfig } from '../../../shared/models/machine.ts'
import { DomainXmlError, parseDomain } from '../domainXml/index.ts'
import { domainXmlFlags, remote } from '../libvirt/index.ts'
import { emptyConfig, withConfig } from './compose.ts'
import { PendingCounts, type PendingTexts } from './pendingCounts.ts'
import { domainOf, isAbsent, isGone, type LiveContext } from './context.ts'

/** That a definition is still the same is worth a write to the disk only this often. */
const RESTAMP_MS = 10 * 60_000

/** Live texts of one host kept in memory, in characters; beyond it the stored configuration stands for the oldest. */
const LIVE_TEXT_MAX = 64 * 1024 * 1024

/** The text that a running machine has now. */
export interface LiveDefinition {
  xml: string
  hash: string
  asOfMs: number
}

/**
 * Reads definitions. What is stored, hashed and kept as history is the configuration (libvirt's inactive XML): it
 * is what a person defined and what a restore needs, and it does not change with every start. The facts of
 * a running machine come from its live XML, which is kept in memory while it runs. Passwords are never asked for.
 */
export class Definitions {
  readonly #context: LiveContext
  readonly #live = new Map<DomainUuid, LiveDefinition>()
  #liveLength = 0
  readonly #seenAtMs = new Map<DomainUuid, number>()
  /** Monotonic: when what is stored of a definition was last written or confirmed there. */
  readonly #storedAtMs = new Map<DomainUuid, number>()
  /** The moment (of `Touched`) at which each machine's definition began to be read last. */
  readonly #begun = { config: new Map<DomainUuid, number>(), live: new Map<DomainUuid, number>() }
  readonly #fixed = new Map<DomainUuid, ReadonlyMap<string, readonly string[]>>()
  readonly #finish: (machine: Machine) => Machine
  readonly #pending: PendingCounts

  /** `finish` adds what other parts know of the machine's disks and NICs. */
  constructor(context: LiveContext, finish: (machine: Machine) => Machine) {
    this.#context = context
    this.#finish = finish
    this.#pending = new PendingCounts(
      context.clock,
      uuid => this.#bothTexts(uuid),
      (uuid, count) => this.#takePending(uuid, count),
    )
    context.signal.addEventListener('abort', () => this.#pending.close(), { once: true })
  }

  /** The live definition of a running machine, once it was read. */
  live(uuid: DomainUuid): LiveDefinition | null {
    return this.#live.get(uuid) ?? null
  }

  /** When the machine's definition was last read over this connection (Unix ms); undefined before. */
  seenAtMs(uuid: DomainUuid): number | undefined {
    return this.#seenAtMs.get(uuid)
  }

  /** Machines of which nothing was read for longest first. */
  oldestFirst(uuids: readonly DomainUuid[]): DomainUuid[] {
    const seen = (uuid: DomainUuid) => this.#seenAtMs.get(uuid) ?? 0
    return [...uuids].sort((a, b) => seen(a) - seen(b))
  }

  /** Queues the reading of the machine's configuration, and of its live definition where it runs. */
  request(uuid: DomainUuid): void {
    this.requestConfig(uuid)
    if (this.#context.host.get(uuid)?.id !== null) this.requestLive(uuid)
  }

  /** Queues the reading of the configuration alone. */
  requestConfig(uuid: DomainUuid): void {
    this.#context.queue.add(`config ${uuid}`, () => this.#readConfig(uuid))
  }

  /** Queues the reading of the live definition alone. */
  requestLive(uuid: DomainUuid): void {
    this.#context.queue.add(`live ${uuid}`, () => this.#readLive(uuid))
  }

  /** Queues what an event asks to be read; what began to be read after the event is not read once more. */
  requestAfterEvent(uuid: DomainUuid, what: ReadonlySet<string>): void {
    const { host, touched } = this.#context
    const since = (begun: ReadonlyMap<DomainUuid, number>) => {
      const moment = begun.get(uuid)
      return moment === undefined || touched.since(uuid, moment)
    }
    const runs = host.get(uuid)?.id != null
    if (what.has('config') && since(this.#begun.config)) this.requestConfig(uuid)
    if (what.has('live') && runs && since(this.#begun.live)) this.requestLive(uuid)
  }

  /** Reads both now, past the queue. */
  async read(uuid: DomainUuid): Promise<void> {
    const runs = this.#context.host.get(uuid)?.id !== null
    await Promise.all([this.#readConfig(uuid), runs ? this.#readLive(uuid) : null])
  }

  /** The machine stopped: its facts are its configuration's again. Reads it if it is not known. */
  stopped(uuid: DomainUuid): void {
    this.#dropLive(uuid)
    const text = this.storedText(uuid)
    if (text === null) this.requestConfig(uuid)
    else this.#apply(uuid, text, this.#context.host.get(uuid)?.definitionHash ?? null)
  }

  /** Addresses that the definition itself gives to the guest's NIC. */
  fixedAddresses(uuid: DomainUuid, mac: string): readonly string[] {
    return this.#fixed.get(uuid)?.get(mac) ?? []
  }

  forget(uuid: DomainUuid): void {
    this.#dropLive(uuid)
    this.#pending.forget(uuid)
    this.#fixed.delete(uuid)
    this.#seenAtMs.delete(uuid)
    this.#storedAtMs.delete(uuid)
    this.#begun.config.delete(uuid)
    this.#begun.live.delete(uuid)
  }

  /** The configuration as stored or about to be; null when it was never read. */
  storedText(uuid: DomainUuid): string | null {
    const { host, store, writer } = this.#context
    const { definitionHash } = host.get(uuid) ?? {}
    if (!definitionHash) return null
    const pending = writer.pendingDefinition(host.hostId, uuid)
    return pending ? pending.xml : store.definitions.text(definitionHash)
  }

  #readConfig(uuid: DomainUuid): Promise<void> {
    return this.#read(uuid, 'config', (id, xml) => this.#takeConfig(id, xml))
  }

  #readLive(uuid: DomainUuid): Promise<void> {
    return this.#read(uuid, 'live', (id, xml) => this.#takeLive(id, xml))
  }

  async #read(
    uuid: DomainUuid,
    which: 'config' | 'live',
    take: (uuid: DomainUuid, xml: string) => void,
  ): Promise<void> {
    const { host, touched } = this.#context
    const machine = host.get(uuid)
    if (!machine) return
    const moment = touched.now
    const begun = this.#begun[which]
    begun.set(uuid, moment)
    try {
      const { xml } = await this.#text(machine, which === 'config' ? domainXmlFlags.inactive : 0)
      if (host.get(uuid)) take(uuid, xml)
    } catch (error) {
      begun.delete(uuid)
      if (!isGone(error)) throw error
      if (touched.since(uuid, moment)) return
      this.forget(uuid)
      host.remove(uuid)
    }
  }

  async #text(machine: Machine, flags: number): Promise<{ xml: string }> {
    const { live, bounds } = this.#context
    const dom = domainOf(machine)
    try {
      return await live.libvirt.call(remote.domainGetXmlDesc, { dom, flags }, bounds)
    } catch (error) {
      if (flags === 0 || !isAbsent(error)) throw error
      // A driver that knows only one definition of a machine.
      return live.libvirt.call(remote.domainGetXmlDesc, { dom, flags: 0 }, bounds)
    }
  }

  #takeConfig(uuid: DomainUuid, xml: string): void {
    const { host, writer, clock } = this.#context
    const machine = host.get(uuid)
    if (!machine) return
    const seenAtMs = clock.nowMs()
    const first = !this.#seenAtMs.has(uuid)
    this.#seenAtMs.set(uuid, seenAtMs)
    const textHash = hash('sha256', xml)
    const storedMs = clock.monotonicMs() - (this.#storedAtMs.get(uuid) ?? Number.NEGATIVE_INFINITY)
    if (textHash !== machine.definitionHash || storedMs >= RESTAMP_MS) {
      writer.definition(host.hostId, { uuid, name: machine.name, xml, seenAtMs })
      this.#storedAtMs.set(uuid, clock.monotonicMs())
    }
    if (machine.id === null && (first || textHash !== machine.definitionHash))
      this.#apply(uuid, xml, textHash)
    else host.update(uuid, old => ({ ...old, definitionHash: textHash }))
    if (this.#live.has(uuid)) this.#pending.want(uuid)
  }

  #takeLive(uuid: DomainUuid, xml: string): void {
    const { host, clock } = this.#context
    // It stopped meanwhile: this is no live definition any more.
    if (host.get(uuid)?.id == null) return
    const known = this.#live.get(uuid)
    const asOfMs = clock.nowMs()
    if (known?.xml === xml) {
      known.asOfMs = asOfMs
      return
    }
    this.#keepLive(uuid, { xml, hash: hash('sha256', xml), asOfMs })
    this.#apply(uuid, xml, host.get(uuid)?.definitionHash ?? null)
    this.#pending.want(uuid)
  }

  #bothTexts(uuid: DomainUuid): PendingTexts | null {
    const live = this.#live.get(uuid)
    const hash = this.#context.host.get(uuid)?.definitionHash
    const xml = live && hash ? this.storedText(uuid) : null
    return live && hash && xml !== null ? { live, stored: { xml, hash } } : null
  }

  #takePending(uuid: DomainUuid, count: number | undefined): void {
    this.#context.host.update(uuid, ({ pendingChanges: _before, ...machine }) => ({
      ...machine,
      ...(count === undefined ? {} : { pendingChanges: count }),
    }))
  }

  #keepLive(uuid: DomainUuid, definition: LiveDefinition): void {
    this.#dropLive(uuid)
    this.#live.set(uuid, definition)
    this.#liveLength += definition.xml.length
    for (const oldest of this.#live.keys()) {
      if (this.#liveLength <= LIVE_TEXT_MAX || oldest === uuid) break
      this.#dropLive(oldest)
    }
  }

  #dropLive(uuid: DomainUuid): void {
    this.#liveLength -= this.#live.get(uuid)?.xml.length ?? 0
    this.#live.delete(uuid)
  }

  /** Takes a definition's facts; one that cannot be read is stored and shown as text, without facts. */
  #apply(uuid: DomainUuid, xml: string, definitionHash: string | null): void {
    const { host, log } = this.#context
    let config: MachineConfig | null = null
    try {
      config = parseDomain(xml)
    } catch (error) {
      if (!(error instanceof DomainXmlError)) throw error
      const { line, column } = error
      log.info({ hostId: host.hostId, uuid, line, column }, 'a definition could not be read')
    }
    const fixed = (config?.nics ?? []).filter(({ mac, addresses }) => mac !== null && addresses.length > 0)
    if (fixed.length === 0) this.#fixed.delete(uuid)
    else this.#fixed.set(uuid, new Map(fixed.map(({ mac, addresses }) => [mac ?? '', addresses])))
    host.update(uuid, machine => {
      const facts = config ?? emptyConfig(uuid, machine.name)
      return this.#finish({ ...withConfig(machine, facts), definitionHash, unparsed: config === null })
    })
  }
}
