import type { BrowserSession } from '../../shared/contract/app.ts'
import { EventPublisher } from '@orpc/server'
import type { z } from 'zod'
import type {
  HostDraft,
  FleetEvent,
  FleetLogEvent,
  MachinesEvent,
  TasksEvent,
} from '../../shared/contract/index.ts'
import type { HostId, MachineKey, TaskId } from '../../shared/ids.ts'
import type { HostAnswer, HostState, HostView } from '../../shared/models/host.ts'
import type { Machine } from '../../shared/models/machine.ts'
import { losesMemory } from '../../shared/models/actCare.ts'
import type { MachineAction, PlannedAction, Task } from '../../shared/models/task.ts'
import { DevPersons, type PeopleScenario } from './devPersons.ts'
import { presentedKey } from './devReplies.ts'
import { makeHost, makeMachine, sites } from './fleetData.ts'

/** A fleet in one of the shapes that the window is designed for. */
export type Scenario = 'live' | 'mixed' | 'offline' | 'empty' | 'one' | 'denied' | 'broken'

export interface DevCoreOptions {
  scenario: Scenario
  machines: number
  hosts: number
  tickMs: number
  /** Who has set it up, and who is signed in. */
  people: PeopleScenario
}

const nextState: Partial<Record<MachineAction, Machine['state']>> = {
  start: 'running',
  shutdown: 'shutoff',
  forceOff: 'shutoff',
  pause: 'paused',
  resume: 'running',
  save: 'shutoff',
}
const allowedFrom: Partial<Record<MachineAction, Machine['state'][]>> = {
  start: ['shutoff', 'crashed'],
  shutdown: ['running'],
  reboot: ['running'],
  reset: ['running', 'paused'],
  forceOff: ['running', 'paused', 'crashed', 'pmsuspended'],
  pause: ['running'],
  resume: ['paused'],
  save: ['running', 'paused'],
}

/** A stand-in for the core with generated data, for looking at the window and for its tests. Never shipped. */
export class DevCore {
  readonly hosts = new Map<HostId, HostView>()
  readonly machines = new Map<MachineKey, Machine>()
  readonly tasks = new Map<TaskId, Task>()
  /** How often the report of About was asked for. */
  reports = 0
  /** Browsers that are signed in. */
  readonly browsers = new Map<string, BrowserSession>()
  readonly settings = new Map<string, unknown>()
  readonly log: FleetLogEvent[] = []
  /** Of what is known to have been there: machines, hosts and sites. */
  readonly gone = new Set<string>()
  /** Hosts as they were asked to be added. */
  readonly drafts: z.infer<typeof HostDraft>[] = []
  readonly options: DevCoreOptions
  readonly people: DevPersons
  readonly bus = new EventPublisher<{
    fleet: FleetEvent
    machines: MachinesEvent
    tasks: TasksEvent
    log: FleetLogEvent
    tick: number
    setting: { key: string; value: unknown }
  }>({ maxBufferedEvents: 1000 })
  readonly #timers: ReturnType<typeof setInterval>[] = []

  constructor(options: Partial<DevCoreOptions> = {}) {
    this.options = { scenario: 'live', machines: 200, hosts: 8, tickMs: 1000, people: 'none', ...options }
    this.people = new DevPersons(this.options.people)
    this.#fill()
    this.#timers.push(setInterval(() => this.bus.publish('tick', Date.now()), this.options.tickMs))
    this.#timers.push(setInterval(() => this.#drift(), 1000))
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
  }

  setHost(hostId: HostId, state: Partial<HostState>): void {
    const host = this.hosts.get(hostId)
    if (!host) return
    const next = { ...host, state: { ...host.state, sinceMs: Date.now(), ...state } }
    this.hosts.set(hostId, next)
    this.bus.publish('fleet', { type: 'hostChanged', host: next })
  }

  setMachine(machine: Machine): void {
    this.machines.set(machine.key, machine)
    this.bus.publish('machines', { type: 'changed', machines: [machine] })
  }

  plan(action: MachineAction, keys: MachineKey[]): PlannedAction[] {
    return keys.flatMap(key => {
      const machine = this.machines.get(key)
      if (!machine) return []
      const skip: PlannedAction['skip'] = machine.stale
        ? { code: 'hostAway', host: machine.host }
        : allowedFrom[action]?.includes(machine.state) === false
          ? { code: 'state', state: machine.state }
          : null
      return [
        {
          key,
          name: machine.name,
          host: machine.host,
          state: machine.state,
          nextState: nextState[action] ?? null,
          skip,
          virsh: `virsh -c ${this.hosts.get(machine.hostId)?.record.uri} ${action === 'forceOff' ? 'destroy' : action} ${machine.name}`,
          ...(losesMemory.has(action) && sites.find(site => site.id === machine.siteId)?.production
            ? { typed: true }
            : {}),
        },
      ]
    })
  }

  operate(action: MachineAction, keys: MachineKey[]) {
    const plan = this.plan(action, keys)
    const tasks = plan.filter(item => item.skip === null).map(item => this.#run(action, item))
    return { tasks, skipped: plan.filter(item => item.skip !== null) }
  }

  answer(hostId: HostId, answer: z.infer<typeof HostAnswer>): void {
    if (answer.kind === 'refuse') this.setHost(hostId, { phase: 'disconnected', question: null })
    else this.connect(hostId)
  }

  connect(hostId: HostId): void {
    this.setHost(hostId, {
      phase: 'connecting',
      stage: 'authentication',
      problem: null,
      question: null,
      retryAtMs: null,
    })
    setTimeout(() => {
      this.setHost(hostId, { phase: 'live', stage: null, lastContactMs: Date.now() })
      this.bus.publish('machines', { type: 'hostStale', hostId, stale: false, asOfMs: Date.now() })
      for (const machine of this.machines.values())
        if (machine.hostId === hostId)
          this.machines.set(machine.key, { ...machine, stale: false, asOfMs: Date.now() })
    }, 1500)
  }

  drop(hostId: HostId, state: Partial<HostState>): void {
    this.setHost(hostId, state)
    this.bus.publish('machines', { type: 'hostStale', hostId, stale: true, asOfMs: null })
    for (const machine of this.machines.values())
      if (machine.hostId === hostId) this.machines.set(machine.key, { ...machine, stale: true })
  }

  #run(action: MachineAction, item: PlannedAction): Task {
    const machine = this.machines.get(item.key)
    const now = Date.now()
    let task: Task = {
      id: crypto.randomUUID() as TaskId,
      action,
      key: item.key,
      hostId: machine?.hostId ?? ('' as HostId),
      machine: item.name,
      host: item.host,
      status: 'running',
      createdAtMs: now,
      startedAtMs: now,
      endedAtMs: null,
      problem: null,
      log: [{ atMs: now, text: item.virsh }],
    }
    const set = (part: Partial<Task>) => {
      task = { ...task, ...part }
      this.tasks.set(task.id, task)
      this.bus.publish('tasks', { type: 'changed', task })
    }
    set({})
    const started = task
    setTimeout(() => {
      const failed = item.name.includes('crash') || (action === 'shutdown' && item.name.startsWith('db-'))
      set({
        status: failed ? 'failed' : 'done',
        endedAtMs: Date.now(),
        problem: failed
          ? {
              code: 'task.timeout',
              message: 'The guest did not shut down within 60 s.',
              next: 'Force it off, or try again.',
            }
          : null,
      })
      if (!failed && machine && item.nextState)
        this.setMachine({ ...machine, state: item.nextState, asOfMs: Date.now() })
    }, 1200)
    return started
  }

  #fill(): void {
    const { scenario } = this.options
    if (scenario === 'empty') return
    const hostCount = scenario === 'one' ? 1 : this.options.hosts
    const machineCount = scenario === 'one' ? 1 : this.options.machines
    for (let index = 0; index < hostCount; index++) {
      const host = makeHost(index, this.#hostState(index))
      this.hosts.set(host.record.id, host)
    }
    const all = [...this.hosts.values()]
    for (let index = 0; index < machineCount; index++) {
      const host = all[index % all.length]
      if (!host) continue
      const machine = makeMachine(host, index)
      this.machines.set(machine.key, machine)
      host.machineCount += 1
      if (machine.state === 'running') host.runningCount += 1
    }
  }

  #hostState(index: number): Partial<HostState> {
    const now = Date.now()
    const { scenario } = this.options
    const unreachable = {
      code: 'tcp.unreachable' as const,
      message: `No route to kvm${index + 1}.example.net (10.0.0.${index + 10}) port 22.`,
      next: 'Check the network or VPN; it retries by itself.',
    }
    if (scenario === 'offline')
      return {
        phase: 'waiting',
        problem: unreachable,
        retryAtMs: now + 25_000,
        attempt: 3,
        networkSuspect: true,
        lastContactMs: now - 7_200_000,
      }
    if (scenario !== 'mixed') return {}
    if (index === 1)
      return {
        phase: 'blocked',
        problem: {
          code: 'hostKey.changed',
          message: 'The host key of kvm2 changed.',
          next: 'Compare it with the console.',
        },
        question: presentedKey('changed'),
      }
    if (index === 2)
      return {
        phase: 'blocked',
        problem: { code: 'hostKey.new', message: 'The key of kvm3 is not known yet.' },
        question: presentedKey('new'),
      }
    if (index === 3)
      return {
        phase: 'blocked',
        problem: { code: 'auth.failed', message: 'No key or password was accepted for ops@kvm4.' },
        question: presentedKey('secret'),
      }
    if (index === 4)
      return {
        phase: 'waiting',
        problem: unreachable,
        retryAtMs: now + 48_000,
        attempt: 4,
        lastContactMs: now - 900_000,
      }
    if (index === 5)
      return {
        phase: 'degraded',
        problem: { code: 'libvirt.unresponsive', message: 'libvirtd answers slowly (4.2 s).' },
      }
    if (index === 6) return { phase: 'connecting', stage: 'authentication' }
    if (index === 7) return { phase: 'disconnected', lastContactMs: now - 86_400_000 }
    return {}
  }

  /** A few machines change state by themselves, as in a fleet that other people use too. */
  #drift(): void {
    const all = [...this.machines.values()].filter(machine => !machine.stale)
    for (let count = 0; count < Math.min(3, all.length / 50); count++) {
      const machine = all[Math.floor(Math.random() * all.length)]
      if (!machine || (machine.state !== 'running' && machine.state !== 'shutoff')) continue
      const state = machine.state === 'running' ? 'shutoff' : 'running'
      this.setMachine({ ...machine, state, asOfMs: Date.now() })
      const event: FleetLogEvent = {
        atMs: Date.now(),
        hostId: machine.hostId,
        host: machine.host,
        kind: 'lifecycle',
        key: machine.key,
        subject: machine.name,
        text: state === 'running' ? 'started (booted)' : 'stopped (shutdown)',
      }
      this.log.push(event)
      this.bus.publish('log', event)
    }
  }
}
