import type { Clock } from '../../../electron/core/clock.ts'
import { type FakeMachine, FakeDaemon, Refusal } from '../../../electron/core/inventory/testing/fakeDaemon.ts'
import {
  domainLifecycleEvent as happened,
  domainState,
  errorCode,
  remote,
  uuidText,
} from '../../../electron/core/libvirt/index.ts'
import { fleetUuid } from '../../../electron/core/testing/fleet.ts'
import { answerResources } from './answers.ts'
import { type Meter, Meter as LoadMeter, machineMeter, statsOf } from './counters.ts'
import { definitionOf, macOf, type Placed } from './definition.ts'
import { loadAt, unit } from './load.ts'
import type { HostPlan, MachinePlan } from './plan.ts'
import { deviceList, kernelText } from './shell.ts'

/** A machine on its host. */
export interface Guest {
  placed: Placed
  daemon: FakeMachine
  meter: Meter
  startedMs: number
}

const DAY_MS = 86_400_000

/** A hypervisor that exists only in the pictures: libvirt's answers, a shell's, and counters that follow the clock. */
export class Hypervisor {
  readonly plan: HostPlan
  readonly daemon = new FakeDaemon()
  readonly guests = new Map<string, Guest>()
  readonly #clock: Clock
  readonly #bootedMs: number
  readonly #own: Meter
  #busySeconds = 0
  #countedMs: number

  /** `pictureMs`: the moment that every age is told from. */
  constructor(plan: HostPlan, clock: Clock, pictureMs: number) {
    this.plan = plan
    this.#clock = clock
    this.#bootedMs = pictureMs - plan.upDays * DAY_MS
    this.#countedMs = clock.nowMs()
    this.#own = new LoadMeter(clock.nowMs(), atMs => loadAt(plan.name, plan.shape, atMs))
    for (const [index, machine] of plan.machines.entries()) this.#add(machine, index, pictureMs)
    answerResources(this, pictureMs)
    this.#answerActs()
  }

  /** The machine of that name. */
  guest(name: string): Guest {
    const found = this.guests.get(name)
    if (!found) throw new Error(`no machine ${name} on ${this.plan.name}`)
    return found
  }

  /** Changes a machine's stored definition, and tells so. */
  redefine(name: string, change: Partial<MachinePlan>): void {
    const guest = this.guest(name)
    guest.placed.machine = { ...guest.placed.machine, ...change }
    this.#write(guest)
    this.daemon.event(guest.daemon, happened.defined, 1)
  }

  /** Begins or ends a machine's run, and tells so. */
  turn(name: string, to: 'running' | 'shutoff' | 'paused', detail = 0): void {
    const guest = this.guest(name)
    const { daemon, placed } = guest
    const wasOff = daemon.id < 0
    daemon.state = domainState[to]
    daemon.reason = to === 'running' ? 1 : detail
    if (to === 'shutoff') daemon.id = -1
    else if (wasOff) {
      daemon.id = Math.max(...[...this.guests.values()].map(one => one.daemon.id)) + 1
      guest.startedMs = this.#clock.nowMs()
      guest.meter.skipTo(guest.startedMs)
    }
    placed.id = daemon.id < 0 ? null : daemon.id
    this.#write(guest)
    const event =
      to === 'shutoff'
        ? happened.stopped
        : to === 'paused'
          ? happened.suspended
          : wasOff
            ? happened.started
            : happened.resumed
    this.daemon.event(daemon, event, detail)
  }

  /** Nothing was counted until now. */
  rest(): void {
    const nowMs = this.#clock.nowMs()
    this.#own.skipTo(nowMs)
    this.#countedMs = nowMs
    for (const { meter } of this.guests.values()) meter.skipTo(nowMs)
  }

  /** What a shell on the host prints. */
  run(command: string): string {
    if (command.includes('/proc/uptime'))
      return (command.includes('/sys/class/net') ? deviceList(this.plan) : '') + this.#kernel()
    if (command.includes('ip neigh')) return this.#neighbours()
    if (command.includes('date +%s')) return this.#pidFiles()
    return ''
  }

  #add(machine: MachinePlan, index: number, pictureMs: number): void {
    const state = machine.state ?? 'running'
    const runs = state !== 'shutoff' && state !== 'crashed'
    const uuid = fleetUuid(`picture ${this.plan.name} ${machine.name}`)
    const placed: Placed = { host: this.plan, machine, uuid, id: runs ? index + 1 : null }
    const meter = machineMeter(placed, this.#clock.nowMs())
    const daemon = this.daemon.add({
      uuid,
      name: machine.name,
      id: runs ? index + 1 : -1,
      state: domainState[state],
      reason: machine.reason ?? (state === 'running' ? 1 : 0),
      persistent: machine.transient !== true,
      autostart: machine.autostart ?? false,
      managedSave: machine.managedSave ?? false,
      stats: groups =>
        guest.daemon.state === domainState.running || guest.daemon.id < 0
          ? statsOf(guest.placed, meter, groups, this.#clock.nowMs())
          : [],
    })
    const guest: Guest = { placed, daemon, meter, startedMs: pictureMs - (machine.upDays ?? 1) * DAY_MS }
    this.guests.set(machine.name, guest)
    this.#write(guest)
  }

  #write({ placed, daemon }: Guest): void {
    daemon.xml = definitionOf(placed)
    daemon.configXml = definitionOf({ ...placed, id: null })
  }

  #answerActs(): void {
    const guestOf = ({ dom }: { dom: { uuid: Uint8Array; name: string } }) => {
      const found = [...this.guests.values()].find(one => one.daemon.uuid === uuidText(dom.uuid))
      if (!found) throw new Refusal(errorCode.noDomain)
      return found.daemon.name
    }
    this.daemon.answer(remote.domainCreateWithFlags, args => {
      const name = guestOf(args)
      if (name === 'old-wiki' || name === 'netboot')
        throw new Refusal(
          errorCode.internalError,
          `internal error: qemu unexpectedly closed the monitor: Could not open '/srv/iso/netboot.iso': No such file or directory`,
        )
      this.turn(name, 'running')
      return { dom: args.dom }
    })
    this.daemon.answer(remote.domainDestroy, args => this.turn(guestOf(args), 'shutoff', 1))
    this.daemon.answer(remote.domainSuspend, args => this.turn(guestOf(args), 'paused'))
    this.daemon.answer(remote.domainResume, args => this.turn(guestOf(args), 'running'))
    this.daemon.answer(remote.domainReboot, () => undefined)
    // The guest takes the wish and its time: what is asked for stays under way.
    this.daemon.answer(remote.domainShutdown, () => undefined)
  }

  #kernel(): string {
    const nowMs = this.#clock.nowMs()
    const { hardware } = this.plan
    const cpus = hardware.sockets * hardware.cores * hardware.threads
    const running = [...this.guests.values()].filter(({ daemon }) => daemon.state === domainState.running)
    const loads = running.map(guest => ({
      plan: guest.placed.machine,
      load: guest.meter.until(nowMs),
      meter: guest.meter,
    }))
    const own = this.#own.until(nowMs)
    const cores = own.cpu * cpus + loads.reduce((sum, { plan, load }) => sum + load.cpu * plan.vcpus, 0)
    const busy = Math.min(cpus * 0.97, cores)
    this.#busySeconds += (busy * (nowMs - this.#countedMs)) / 1000
    this.#countedMs = nowMs
    const sum = (of: (meter: Meter) => number) =>
      of(this.#own) + loads.reduce((all, { meter }) => all + of(meter), 0)
    const used = loads.reduce(
      (all, { plan, load }) => all + plan.memoryGib * Math.min(0.98, load.memory + 0.06),
      0,
    )
    const uptimeSeconds = (nowMs - this.#bootedMs) / 1000
    return kernelText(this.plan, {
      uptimeSeconds,
      busySeconds: this.#busySeconds + 1000,
      cpus,
      load: busy * 1.1,
      memoryUsedKib:
        Math.min(0.97 * hardware.memoryGib, used + own.memory * hardware.memoryGib) * 1024 * 1024,
      readBytes: sum(meter => meter.readBytes) + 1e12,
      writeBytes: sum(meter => meter.writeBytes) + 1e12,
      inBytes: sum(meter => meter.inBytes) + 1e12,
      outBytes: sum(meter => meter.outBytes) + 1e12,
      pressure: { cpu: (busy / cpus) ** 3 * 0.4, memory: 0, io: 0.012 + 0.02 * own.cpu },
    })
  }

  #neighbours(): string {
    const lines = [...this.guests.values()].flatMap(({ placed, daemon }) => {
      if (daemon.id < 0) return []
      return placed.machine.nics.flatMap((nic, index) => {
        if (!('bridge' in nic)) return []
        const bridge = this.plan.bridges.find(({ name }) => name === nic.bridge)
        const address = bridge?.address.replace(/\.\d+\/.*$/, `.${hostNumber(placed.machine.name, index)}`)
        return address === undefined
          ? []
          : `${address} dev ${nic.bridge} lladdr ${macOf(placed.machine, index)} REACHABLE`
      })
    })
    return `${lines.join('\n')}\n`
  }

  #pidFiles(): string {
    const nowMs = this.#clock.nowMs()
    const lines = [...this.guests.values()]
      .filter(({ daemon }) => daemon.id >= 0)
      .map(
        ({ startedMs, daemon }) =>
          `${Math.floor(Math.min(startedMs, nowMs) / 1000)} /run/libvirt/qemu/${daemon.name}.pid`,
      )
    return `${Math.floor(nowMs / 1000)}\n${lines.join('\n')}\n`
  }
}

/** The last part of a machine's address. */
export const hostNumber = (name: string, index: number): number =>
  40 + Math.floor(unit(`address ${name} ${index}`) * 200)
