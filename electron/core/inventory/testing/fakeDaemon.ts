import { type Duplex, duplexPair } from 'node:stream'
import {
  connectGetAllDomainStatsFlags as statsFlags,
  connectListAllDomainsFlags as listFlags,
  domainState,
  domainXmlFlags,
  type EventSource,
  errorCode,
  events,
  type Procedure,
  type RemoteDomain,
  remote,
  type TypedParam,
  uuidBytes,
  uuidText,
} from '../../libvirt/index.ts'
import { FrameSplitter } from '../../libvirt/frames.ts'
import { KEEPALIVE_PROGRAM } from '../../libvirt/keepalive.ts'
import { encodeFrame, type Header, messageStatus, messageType, readHeader } from '../../libvirt/message.ts'
import { domain } from '../../libvirt/remote/shapes.ts'
import { type Codec, decode, i32, optional, string, struct, XdrReader } from '../../xdr/index.ts'

/** One machine of a made-up hypervisor. */
export interface FakeMachine {
  uuid: string
  name: string
  /** -1 while shut off. */
  id: number
  state: number
  reason: number
  persistent: boolean
  autostart: boolean
  managedSave: boolean
  /** The live definition while it runs. */
  xml: string
  /** The stored definition; the live one where absent. */
  configXml?: string
  /** Parameters of bulk statistics besides the state. */
  stats?: (groups: number) => TypedParam[]
}

/** An error that the server answers with. */
export class Refusal extends Error {
  readonly code: number
  constructor(code: number, text = 'refused by the test') {
    super(text)
    this.code = code
  }
}

const REMOTE = 0x2000_8086
const text = optional(string(1 << 22))
const remoteError = struct({
  code: i32,
  domain: i32,
  message: text,
  level: i32,
  dom: optional(domain),
  str1: text,
  str2: text,
  str3: text,
  int1: i32,
  int2: i32,
  net: i32,
})
const kinds = ['storagePool', 'nodeDevice', 'secret', 'network', 'domain'] as const
type Kind = (typeof kinds)[number] | 'pool'

/** The callback id that this daemon gives to whoever registers. */
function callbackOf(kind: Kind, eventID: number): number {
  const order: readonly string[] = kinds
  return 1000 * (1 + order.indexOf(kind === 'pool' ? 'storagePool' : kind)) + eventID
}

const names = new Map(Object.values(remote).map(procedure => [procedure.number, procedure.name]))

type Handler = (args: never) => unknown

/**
 * A hypervisor that exists only in the test: the calls that an inventory makes of machines, over the real wire
 * format; everything else is answered as not supported. For what no real daemon does on command.
 */
export class FakeDaemon {
  readonly machines = new Map<string, FakeMachine>()
  /** How often each procedure was called. */
  readonly calls = new Map<string, number>()
  /** False: a driver without bulk statistics. */
  bulkStats = true
  /** False: a driver without events. */
  lifecycleEvents = true
  /** Calls served at a time, like libvirt's `max_client_requests`; the others wait. */
  served = Number.POSITIVE_INFINITY
  /** Told of every call. */
  onCall: (procedure: string, args: unknown) => void = () => undefined
  /** Called before each answer: may change the machines, wait, or throw a `Refusal`. */
  before: (procedure: string, args: unknown) => void | Promise<void> = () => undefined
  readonly #procedures = new Map<number, { procedure: Procedure<never, unknown>; handle: Handler }>()
  readonly #sides = new Set<Duplex>()
  #serving = 0
  readonly #queue: (() => void)[] = []

  constructor() {
    this.answer(remote.authList, () => ({ types: [0] }))
    this.answer(remote.connectOpen, () => undefined)
    this.answer(remote.connectClose, () => undefined)
    this.answer(remote.connectSupportsFeature, () => ({ supported: 0 }))
    this.answer(remote.connectGetLibVersion, () => ({ libVer: 9_000_000 }))
    this.answer(remote.connectGetType, () => ({ type: 'QEMU' }))
    this.answer(remote.connectGetHostname, () => ({ hostname: 'fake' }))
    this.answer(remote.connectDomainEventCallbackRegisterAny, args => this.#register('domain', args))
    this.answer(remote.connectNetworkEventRegisterAny, args => this.#register('network', args))
    this.answer(remote.connectStoragePoolEventRegisterAny, args => this.#register('pool', args))
    this.answer(remote.connectNodeDeviceEventRegisterAny, args => this.#register('nodeDevice', args))
    this.answer(remote.connectSecretEventRegisterAny, args => this.#register('secret', args))
    this.answer(remote.connectListAllDomains, ({ flags }) => {
      const domains = [...this.machines.values()].filter(machine => listed(machine, flags)).map(handle)
      return { domains, ret: domains.length }
    })
    this.answer(remote.connectGetAllDomainStats, args => this.#stats(args))
    this.answer(remote.domainGetState, ({ dom }) => {
      const { state, reason } = this.#machine(dom)
      return { state, reason }
    })
    this.answer(remote.domainGetXmlDesc, ({ dom, flags }) => {
      const { xml, configXml } = this.#machine(dom)
      return { xml: (flags & domainXmlFlags.inactive) === 0 ? xml : (configXml ?? xml) }
    })
  }

  add(machine: Partial<FakeMachine> & Pick<FakeMachine, 'uuid' | 'name'>): FakeMachine {
    const made: FakeMachine = {
      id: -1,
      state: domainState.shutoff,
      reason: 0,
      persistent: true,
      autostart: false,
      managedSave: false,
      xml: fakeXml(machine.name, machine.uuid),
      ...machine,
    }
    this.machines.set(made.uuid, made)
    return made
  }

  /** How often a procedure was called; of all together without a name. */
  count(procedure?: { name: string }): number {
    if (procedure) return this.calls.get(procedure.name) ?? 0
    return [...this.calls.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Connections that are open. */
  get open(): number {
    return this.#sides.size
  }

  /** The client's end of a new connection. */
  connect(): Duplex {
    const [ours, theirs] = duplexPair()
    const splitter = new FrameSplitter()
    this.#sides.add(theirs)
    theirs.on('data', (chunk: Buffer) => {
      splitter.push(chunk)
      for (let frame = splitter.next(); frame !== null; frame = splitter.next())
        void this.#take(theirs, frame)
    })
    theirs.on('error', () => undefined) // the client's end tells what happened
    theirs.on('close', () => this.#sides.delete(theirs))
    ours.on('close', () => theirs.destroy())
    return ours
  }

  /** Sends a lifecycle event of a machine to every connection. */
  event(machine: FakeMachine, event: number, detail: number): void {
    this.emit(events.domainLifecycle, { dom: handle(machine), event, detail })
  }

  /** Sends an event to every connection. */
  emit<Payload>(source: EventSource<Payload, Record<never, never>>, payload: Payload): void {
    const { procedure, args } = source.register({})
    const { eventID } = args as { eventID: number }
    const kind = kinds.find(one => procedure.name.toLowerCase().includes(one.toLowerCase())) ?? 'domain'
    const header = { program: REMOTE, version: 1, procedure: source.number, type: messageType.message }
    const numbered: Codec<Payload> = {
      minBytes: 4,
      decode: reader => source.payload.decode(reader),
      encode: (writer, value) => {
        writer.i32(callbackOf(kind, eventID))
        source.payload.encode(writer, value)
      },
    }
    const frame = encodeFrame({ ...header, serial: 0, status: messageStatus.ok }, numbered, payload)
    for (const side of this.#sides) side.write(frame)
  }

  /** Cuts every connection. */
  cut(): void {
    for (const side of this.#sides) side.destroy()
  }

  /** Sets what a procedure answers; throwing a `Refusal` answers with an error. */
  answer<A, R>(procedure: Procedure<A, R>, handle: (args: A) => R): void {
    this.#procedures.set(procedure.number, { procedure: procedure as Procedure<never, unknown>, handle })
  }

  #register(kind: Kind, { eventID }: { eventID: number }): { callbackID: number } {
    if (kind === 'domain' && eventID === 0 && !this.lifecycleEvents) throw new Refusal(errorCode.noSupport)
    return { callbackID: callbackOf(kind, eventID) }
  }

  async #take(side: Duplex, frame: Buffer): Promise<void> {
    const header = readHeader(new XdrReader(frame))
    if (header.program === KEEPALIVE_PROGRAM) return
    const known = header.program === REMOTE ? this.#procedures.get(header.procedure) : undefined
    const name = names.get(header.procedure) ?? `procedure ${header.procedure}`
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1)
    if (this.#serving >= this.served) await new Promise<void>(resolve => this.#queue.push(resolve))
    this.#serving++
    try {
      if (!known) throw new Refusal(errorCode.noSupport, `this function is not supported: ${name}`)
      const args = decode(known.procedure.args, frame.subarray(24))
      this.onCall(name, args)
      await this.before(name, args)
      const value = known.handle(args)
      this.#write(side, encodeFrame(reply(header, messageStatus.ok), known.procedure.ret, value))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#write(side, encodeFrame(reply(header, messageStatus.error), remoteError, asFields(error)))
    } finally {
      this.#serving--
      this.#queue.shift()?.()
    }
  }

  #write(side: Duplex, frame: Buffer): void {
    if (!side.destroyed) side.write(frame)
  }

  #machine(dom: RemoteDomain): FakeMachine {
    const machine = this.machines.get(uuidText(dom.uuid))
    if (machine) return machine
    throw new Refusal(
      errorCode.noDomain,
      `Domain not found: no domain with matching uuid ${uuidText(dom.uuid)}`,
    )
  }

  #stats({ doms, stats, flags }: { doms: RemoteDomain[]; stats: number; flags: number }) {
    if (!this.bulkStats) throw new Refusal(errorCode.noSupport)
    const chosen =
      doms.length === 0
        ? [...this.machines.values()].filter(({ id }) => (flags & statsFlags.active) === 0 || id >= 0)
        : doms.flatMap(dom => this.machines.get(uuidText(dom.uuid)) ?? [])
    return {
      retStats: chosen.map(machine => ({
        dom: handle(machine),
        params: [
          { field: 'state.state', type: 'int' as const, value: machine.state },
          { field: 'state.reason', type: 'int' as const, value: machine.reason },
          ...(machine.stats?.(stats) ?? []),
        ],
      })),
    }
  }
}

/** A plain definition. */
export function fakeXml(name: string, uuid: string, more = ''): string {
  return `<domain type='qemu'><name>${name}</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os><devices>${more}</devices></domain>`
}

function reply(header: Header, status: number): Header {
  return { ...header, type: messageType.reply, status }
}

function handle({ uuid, name, id }: FakeMachine): RemoteDomain {
  return { uuid: uuidBytes(uuid), name, id }
}

function listed(machine: FakeMachine, flags: number): boolean {
  const holds: [number, boolean][] = [
    [listFlags.autostart, machine.autostart],
    [listFlags.transient, !machine.persistent],
    [listFlags.managedsave, machine.managedSave],
    [listFlags.hasSnapshot, false],
    [listFlags.running, machine.state === domainState.running],
    [listFlags.paused, machine.state === domainState.paused],
    [listFlags.shutoff, machine.state === domainState.shutoff],
  ]
  return holds.every(([flag, value]) => (flags & flag) === 0 || value)
}

function asFields(refusal: Refusal) {
  return {
    code: refusal.code,
    domain: 10,
    message: refusal.message,
    level: 2,
    dom: null,
    str1: null,
    str2: null,
    str3: null,
    int1: 0,
    int2: 0,
    net: 0,
  }
}
