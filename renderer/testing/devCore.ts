import { EventPublisher, implement, ORPCError } from '@orpc/server'
import type { z } from 'zod'
import { contract } from '../../shared/contract/index.ts'
import type {
  HostDraft,
  FleetEvent,
  FleetLogEvent,
  MachinesEvent,
  TasksEvent,
} from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'
import type { HostId, MachineKey, TaskId } from '../../shared/ids.ts'
import type { HostAnswer, HostState, HostView } from '../../shared/models/host.ts'
import type { Machine } from '../../shared/models/machine.ts'
import type { MachineAction, PlannedAction, Task } from '../../shared/models/task.ts'
import { diagnosis, domainXml, parseDraft, presentedKey } from './devReplies.ts'
import { makeHost, makeHostSample, makeMachine, makeSample, sites } from './fleetData.ts'

/** A fleet in one of the shapes that the window is designed for. */
export type Scenario = 'live' | 'mixed' | 'offline' | 'empty' | 'one' | 'denied' | 'broken'

export interface DevCoreOptions {
  scenario: Scenario
  machines: number
  hosts: number
  tickMs: number
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
  readonly settings = new Map<string, unknown>()
  readonly log: FleetLogEvent[] = []
  /** Hosts as they were asked to be added. */
  readonly drafts: z.infer<typeof HostDraft>[] = []
  readonly options: DevCoreOptions
  readonly bus = new EventPublisher<{
    fleet: FleetEvent
    machines: MachinesEvent
    tasks: TasksEvent
    log: FleetLogEvent
    tick: number
  }>({ maxBufferedEvents: 1000 })
  readonly #timers: ReturnType<typeof setInterval>[] = []

  constructor(options: Partial<DevCoreOptions> = {}) {
    this.options = { scenario: 'live', machines: 200, hosts: 8, tickMs: 1000, ...options }
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
      const skip = machine.stale
        ? `${machine.host} is not connected`
        : allowedFrom[action]?.includes(machine.state) === false
          ? `it is ${machine.state}`
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

async function* watchMachines(
  core: DevCore,
  signal: AbortSignal | undefined,
): AsyncGenerator<MachinesEvent, void> {
  const events = core.bus.subscribe('machines', signal ? { signal } : {})
  const all = [...core.machines.values()]
  if (all.length === 0) yield { type: 'snapshot', machines: [], more: false }
  for (let at = 0; at < all.length; at += 1000)
    yield { type: 'snapshot', machines: all.slice(at, at + 1000), more: at + 1000 < all.length }
  yield* events
}

/** The contract answered by a `DevCore`. */
export function devRouter(core: DevCore) {
  const os = implement(contract, { initialOutputValidationIndex: Number.NaN }).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      if (error instanceof AppError)
        throw new ORPCError('APP', { defined: true, status: 400, data: error.toWire() })
      throw error
    }
  })
  const denied = () => {
    if (core.options.scenario === 'denied')
      throw new AppError('rights.denied', 'You may not see machines.', {
        next: 'Ask the team lead for the right “domain.read”.',
      })
    if (core.options.scenario === 'broken')
      throw new AppError('store.failed', 'The inventory could not be read.', {
        next: 'See the log; the file is kept as it is.',
      })
  }
  const matching = (where: string): Machine[] => {
    const open = where.lastIndexOf('(')
    if (open >= 0 && !where.includes(')'))
      throw new AppError('query.invalid', 'This parenthesis is never closed.', { data: { position: open } })
    const words = where.toLowerCase().split(/\s+/).filter(Boolean)
    return [...core.machines.values()].filter(machine =>
      words.every(word => {
        const [field, value] = word.includes(':') ? word.split(':') : [null, word]
        if (field === 'state') return machine.state === value
        if (field === 'host') return machine.host === value
        return `${machine.name} ${machine.host} ${machine.tags.join(' ')}`.toLowerCase().includes(value ?? '')
      }),
    )
  }
  const machine = (key: MachineKey): Machine => {
    const found = core.machines.get(key)
    if (!found) throw new AppError('machine.unknown', 'That machine is not in the inventory.')
    return found
  }
  return os.router({
    app: {
      info: os.app.info.handler(() => ({
        version: '0.1.0',
        shell: 'test',
        dataFolder: '~/.local/share/novacron',
        startedAtMs: Date.now(),
        platform: 'linux',
        notices: [],
      })),
      getSetting: os.app.getSetting.handler(({ input }) => ({ value: core.settings.get(input.key) ?? null })),
      setSetting: os.app.setSetting.handler(({ input }) => {
        core.settings.set(input.key, input.value)
        return {}
      }),
      signInLink: os.app.signInLink.handler(() => ({ link: null })),
      retryAll: os.app.retryAll.handler(() => {
        for (const host of core.hosts.values())
          if (host.state.phase === 'waiting') core.connect(host.record.id)
        return { hosts: core.hosts.size }
      }),
    },
    sites: {
      create: os.sites.create.handler(({ input }) => {
        const site = {
          id: crypto.randomUUID(),
          parentId: input.parentId ?? null,
          name: input.name,
          production: input.production ?? false,
          options: {},
        } as (typeof sites)[number]
        sites.push(site)
        core.bus.publish('fleet', { type: 'sites', sites: [...sites] })
        return site
      }),
      update: os.sites.update.handler(({ input: { siteId, ...part } }) => {
        const index = sites.findIndex(site => site.id === siteId)
        const before = sites[index]
        if (!before) throw new AppError('input.invalid', 'No such site.')
        const site = {
          ...before,
          ...Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)),
        }
        sites[index] = site
        core.bus.publish('fleet', { type: 'sites', sites: [...sites] })
        return site
      }),
      remove: os.sites.remove.handler(({ input }) => {
        sites.splice(
          sites.findIndex(site => site.id === input.siteId),
          1,
        )
        core.bus.publish('fleet', { type: 'sites', sites: [...sites] })
        return {}
      }),
    },
    hosts: {
      watch: os.hosts.watch.handler(async function* ({ signal }) {
        const events = core.bus.subscribe('fleet', { signal })
        yield {
          type: 'snapshot',
          sites: core.options.scenario === 'empty' ? [] : sites,
          hosts: [...core.hosts.values()],
        }
        yield* events
      }),
      list: os.hosts.list.handler(() => [...core.hosts.values()]),
      preview: os.hosts.preview.handler(({ input }) => parseDraft(input)),
      add: os.hosts.add.handler(({ input }) => {
        core.drafts.push(input)
        const preview = parseDraft(input)
        const host = makeHost(core.hosts.size + 20, { phase: 'connecting', stage: 'tcp' })
        host.record = {
          ...host.record,
          uri: input.uri,
          name: input.name ?? preview.suggestedName,
          siteId: input.siteId ?? null,
          options: input.options ?? {},
        }
        core.hosts.set(host.record.id, host)
        core.bus.publish('fleet', { type: 'hostChanged', host })
        setTimeout(
          () =>
            core.setHost(host.record.id, {
              phase: 'blocked',
              stage: null,
              question: presentedKey('new'),
              problem: { code: 'hostKey.new', message: 'The key is not known yet.' },
            }),
          800,
        )
        return host.record
      }),
      update: os.hosts.update.handler(({ input: { hostId, ...part } }) => {
        const host = core.hosts.get(hostId)
        if (!host) throw new AppError('host.unknown', 'No such host.')
        host.record = {
          ...host.record,
          ...Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)),
        }
        core.setHost(hostId, {})
        return host.record
      }),
      remove: os.hosts.remove.handler(({ input }) => {
        core.hosts.delete(input.hostId)
        core.bus.publish('fleet', { type: 'hostRemoved', hostId: input.hostId })
        return {}
      }),
      connect: os.hosts.connect.handler(({ input }) => {
        core.connect(input.hostId)
        return {}
      }),
      disconnect: os.hosts.disconnect.handler(({ input }) => {
        core.drop(input.hostId, { phase: 'disconnected', problem: null, retryAtMs: null })
        return {}
      }),
      answer: os.hosts.answer.handler(({ input }) => {
        core.answer(input.hostId, input.answer)
        return {}
      }),
      test: os.hosts.test.handler(({ input }) =>
        diagnosis('draft' in input ? input.draft.uri : '', input.secrets),
      ),
      pinnedKeys: os.hosts.pinnedKeys.handler(() => []),
      forgetKey: os.hosts.forgetKey.handler(() => ({})),
    },
    machines: {
      watch: os.machines.watch.handler(({ signal }) => {
        denied()
        return watchMachines(core, signal)
      }),
      list: os.machines.list.handler(({ input }) => matching(input.where ?? '')),
      match: os.machines.match.handler(async function* ({ input, signal }) {
        let keys = new Set(matching(input.where).map(each => each.key))
        yield { type: 'snapshot', keys: [...keys] }
        for await (const _ of core.bus.subscribe('machines', { signal })) {
          const now = new Set(matching(input.where).map(each => each.key))
          const delta = {
            type: 'delta' as const,
            added: [...now].filter(key => !keys.has(key)),
            removed: [...keys].filter(key => !now.has(key)),
          }
          keys = now
          if (delta.added.length + delta.removed.length > 0) yield delta
        }
      }),
      complete: os.machines.complete.handler(({ input: { query, cursor } }) => {
        const from = query.slice(0, cursor).search(/\S*$/)
        const word = query.slice(from, cursor)
        const known = [
          'state:running',
          'state:shutoff',
          'host:kvm1',
          'memory>=8GiB',
          'tag:prod',
          'seen<1d',
          'bus:ide',
          'name:',
        ]
        const open = query.lastIndexOf('(')
        return {
          completions: known
            .filter(each => each.startsWith(word) && each !== word)
            .map(each => ({
              insert: each,
              label: each,
              detail: each.includes('memory') ? 'configured memory' : null,
              from,
              to: cursor,
            })),
          error:
            open >= 0 && !query.includes(')')
              ? { position: open, message: 'This parenthesis is never closed.' }
              : null,
        }
      }),
      get: os.machines.get.handler(({ input }) => machine(input.key)),
      xml: os.machines.xml.handler(({ input }) => ({
        xml: domainXml(machine(input.key)),
        hash: 'f'.repeat(64),
        asOfMs: Date.now() - 4000,
      })),
      versions: os.machines.versions.handler(() => [
        { hash: 'f'.repeat(64), firstSeenMs: Date.now() - 86_400_000, lastSeenMs: Date.now(), bytes: 5936 },
      ]),
      plan: os.machines.plan.handler(({ input }) => core.plan(input.action, input.keys)),
      operate: os.machines.operate.handler(({ input }) => core.operate(input.action, input.keys)),
      export: os.machines.export.handler(({ input }) => {
        const rows = (input.keys ?? [...core.machines.keys()]).map(machine)
        const text =
          input.format === 'json'
            ? JSON.stringify(rows)
            : rows.map(row => `${row.name},${row.host},${row.state}`).join('\n')
        return {
          text,
          mediaType: input.format === 'json' ? 'application/json' : 'text/csv',
          fileName: `machines.${input.format}`,
          count: rows.length,
        }
      }),
    },
    tasks: {
      watch: os.tasks.watch.handler(async function* ({ signal }) {
        const events = core.bus.subscribe('tasks', { signal })
        yield { type: 'snapshot', tasks: [...core.tasks.values()] }
        yield* events
      }),
      cancel: os.tasks.cancel.handler(({ input }) => {
        const task = core.tasks.get(input.taskId)
        if (task) {
          const next = { ...task, status: 'cancelled' as const, endedAtMs: Date.now() }
          core.tasks.set(task.id, next)
          core.bus.publish('tasks', { type: 'changed', task: next })
        }
        return {}
      }),
    },
    metrics: {
      watch: os.metrics.watch.handler(async function* ({ input, signal }) {
        const ticks = core.bus.subscribe('tick', { signal })
        const order = [...core.machines.values()]
        const index = new Map(order.map((each, at) => [each.key, at]))
        const wanted = input.keys ? input.keys.flatMap(key => core.machines.get(key) ?? []) : order
        const at = (atMs: number) =>
          wanted
            .filter(each => !each.stale)
            .map(each => makeSample(core.machines.get(each.key) ?? each, atMs, index.get(each.key) ?? 0))
        const now = Date.now()
        const past = Array.from(
          { length: input.history },
          (_, back) => now - (input.history - back) * core.options.tickMs,
        )
        yield { type: 'snapshot', machines: past.flatMap(at), hosts: [], samplers: [] }
        for await (const tick of ticks) {
          const byHost = Map.groupBy(at(tick), sample => sample.key.slice(0, 36))
          for (const hostId of new Set([...byHost.keys(), ...(input.hostIds ?? [])]) as Set<HostId>)
            yield {
              type: 'tick',
              hostId,
              machines: byHost.get(hostId) ?? [],
              host: makeHostSample(hostId, tick),
              sampler: {
                hostId,
                intervalMs: core.options.tickMs,
                slowed: false,
                lastTickMs: tick,
                lastDurationMs: 12,
              },
            }
        }
      }),
      machineHistory: os.metrics.machineHistory.handler(() => []),
      hostHistory: os.metrics.hostHistory.handler(() => []),
    },
    resources: {
      pools: os.resources.pools.handler(() => ({ items: [], asOfMs: null, stale: false })),
      volumes: os.resources.volumes.handler(() => ({ items: [], asOfMs: null, stale: false })),
      networks: os.resources.networks.handler(() => ({ items: [], asOfMs: null, stale: false })),
      leases: os.resources.leases.handler(() => ({ items: [], asOfMs: null, stale: false })),
      snapshots: os.resources.snapshots.handler(({ input }) => ({
        items: [
          {
            uuid: machine(input.key).uuid,
            name: 'before-upgrade',
            parent: null,
            current: true,
            state: 'shutoff',
            createdAtMs: Date.now() - 9e7,
            description: null,
          },
        ],
        asOfMs: Date.now(),
        stale: false,
      })),
      nodeDevices: os.resources.nodeDevices.handler(() => ({ items: [], asOfMs: null, stale: false })),
      capabilities: os.resources.capabilities.handler(() => ({ xml: null, asOfMs: null, stale: false })),
    },
    events: {
      watch: os.events.watch.handler(async function* ({ signal }) {
        const events = core.bus.subscribe('log', { signal })
        yield { type: 'snapshot', events: core.log }
        for await (const event of events) yield { type: 'event', event }
      }),
    },
  })
}
