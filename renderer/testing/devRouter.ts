import { implement, ORPCError } from '@orpc/server'
import type { MachinesEvent, MetricsEvent } from '../../shared/contract/index.ts'
import { contract } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'
import type { HostId, MachineKey } from '../../shared/ids.ts'
import type { Machine } from '../../shared/models/machine.ts'
import { parseQuery } from '../../shared/query/index.ts'
import { devAudit } from './devAudit.ts'
import type { DevCore } from './devCore.ts'
import { devCredentials } from './devCredentials.ts'
import { hardwareOf, sourceOf } from './devDefinitions.ts'
import { devPeople } from './devPeople.ts'
import { devSession } from './devSession.ts'
import { devGraph, devNetworks, devStorage } from './devRelations.ts'
import { abilities, candidates, connection, devices, inherited, listed } from './devHosts.ts'
import { devChanges, devSearch, watchChanges, watchOverview } from './devOverview.ts'
import { diagnosis, domainXml, parseDraft, presentedKey } from './devReplies.ts'
import { devRules } from './devRules.ts'
import { devConnections, devData } from './devSettings.ts'
import { makeHost, makeHostSample, makeSample, sites } from './fleetData.ts'

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

async function* watchMetrics(
  core: DevCore,
  input: { keys: MachineKey[] | null; hostIds: HostId[] | null; history: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<MetricsEvent, void> {
  const ticks = core.bus.subscribe('tick', signal ? { signal } : {})
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
  const permitted = <T>(stream: T): T => {
    denied()
    return stream
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
    ...devRules(),
    audit: devAudit(core),
    session: devSession(core.people),
    people: devPeople(core),
    credentials: devCredentials(core.people),
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
        core.bus.publish('setting', input)
        return {}
      }),
      watchSettings: os.app.watchSettings.handler(async function* ({ input, signal }) {
        const changes = core.bus.subscribe('setting', signal ? { signal } : {})
        for (const key of input.keys) yield { key, value: core.settings.get(key) ?? null }
        yield* changes
      }),
      signInLink: os.app.signInLink.handler(() => ({ link: null })),
      sessions: os.app.sessions.handler(() => [...core.browsers.values()]),
      endSession: os.app.endSession.handler(({ input }) => {
        core.browsers.delete(input.id)
        return {}
      }),
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
      update: os.sites.update.handler(({ input: { siteId, was: _was, ...part } }) => {
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
        core.gone.add(input.siteId)
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
      preview: os.hosts.preview.handler(({ input }) => ({ ...parseDraft(input), storedAs: null })),
      add: os.hosts.add.handler(({ input }) => {
        const stored = [...core.hosts.values()].find(({ record }) => record.uri === input.uri)
        if (stored && !input.again) {
          const { name } = stored.record
          throw new AppError('name.taken', `That is “${name}”, which is stored already.`, {
            data: { why: 'stored', name },
          })
        }
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
      update: os.hosts.update.handler(({ input: { hostId, was: _was, ...part } }) => {
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
        core.gone.add(input.hostId)
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
      inherited: os.hosts.inherited.handler(({ input }) => inherited(input.uri)),
      discover: os.hosts.discover.handler(() => ({ candidates, notes: [] })),
      readList: os.hosts.readList.handler(({ input }) => listed(input)),
      watchConnection: os.hosts.watchConnection.handler(({ input, signal }) =>
        connection(core.hosts.get(input.hostId), signal),
      ),
      watchDevices: os.hosts.watchDevices.handler(({ signal }) => devices(signal)),
      abilities: os.hosts.abilities.handler(() => ({ abilities, asOfMs: Date.now(), stale: false })),
      pinnedKeys: os.hosts.pinnedKeys.handler(() => []),
      forgetKey: os.hosts.forgetKey.handler(() => ({})),
      acceptDestination: os.hosts.acceptDestination.handler(({ input }) => {
        core.connect(input.hostId)
        return {}
      }),
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
        const parsed = parseQuery(query)
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
          error: parsed.ok ? null : { position: parsed.position, message: parsed.message, says: parsed.says },
        }
      }),
      get: os.machines.get.handler(({ input }) => machine(input.key)),
      xml: os.machines.xml.handler(({ input }) => ({
        xml: domainXml(machine(input.key)),
        hash: 'f'.repeat(64),
        asOfMs: Date.now() - 4000,
      })),
      hardware: os.machines.hardware.handler(({ input }) => hardwareOf(machine(input.key))),
      pending: os.machines.pending.handler(() => ({ changes: [], more: false })),
      compare: os.machines.compare.handler(({ input }) => ({
        a: sourceOf(machine(input.a.key)),
        b: sourceOf(machine(input.b.key)),
        changes: [],
        more: false,
        unreadable: null,
      })),
      versions: os.machines.versions.handler(() => [
        {
          n: 1,
          hash: 'f'.repeat(64),
          firstSeenMs: Date.now() - 86_400_000,
          lastSeenMs: Date.now(),
          bytes: 5936,
        },
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
      watch: os.metrics.watch.handler(({ input, signal }) => permitted(watchMetrics(core, input, signal))),
      watchMachine: os.metrics.watchMachine.handler(async function* ({ signal }) {
        yield { type: 'snapshot', samples: [], sampler: null }
        await new Promise(resolve => signal?.addEventListener('abort', resolve, { once: true }))
      }),
      machineHistory: os.metrics.machineHistory.handler(() => []),
      hostHistory: os.metrics.hostHistory.handler(() => []),
    },
    resources: {
      watchStorage: os.resources.watchStorage.handler(({ signal }) => nothingYet(signal)),
      watchNetworks: os.resources.watchNetworks.handler(({ signal }) => nothingYet(signal)),
      watchDevices: os.resources.watchDevices.handler(({ signal }) => nothingYet(signal)),
      watchSnapshots: os.resources.watchSnapshots.handler(({ signal }) => nothingYet(signal)),
      pools: os.resources.pools.handler(() => ({ items: [], asOfMs: null, stale: false })),
      askPool: os.resources.askPool.handler(({ input }) => ({
        answer: input.uuid === 'a' ? 'read' : 'silent',
      })),
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
    storage: { watch: os.storage.watch.handler(({ signal }) => permitted(devStorage(signal))) },
    networks: { watch: os.networks.watch.handler(({ signal }) => permitted(devNetworks(signal))) },
    topology: { watch: os.topology.watch.handler(({ signal }) => permitted(devGraph(core, signal))) },
    settings: {
      connections: os.settings.connections.handler(() => devConnections(core, sites)),
      setConnectionDefaults: os.settings.setConnectionDefaults.handler(({ input }) => {
        const now = core.settings.get('dev.connectionDefaults') ?? {}
        if (input.was && JSON.stringify(input.was) !== JSON.stringify(now))
          throw new AppError('input.outdated', 'Somebody else changed this meanwhile; nothing was saved.')
        core.settings.set('dev.connectionDefaults', input.options)
        return {}
      }),
      data: os.settings.data.handler(() => devData(core, sites)),
      compact: os.settings.compact.handler(() => ({ before: 48_000_000, after: 31_000_000 })),
      verify: os.settings.verify.handler(() => ({ problems: [] })),
      exportHosts: os.settings.exportHosts.handler(() => ({
        text: [...core.hosts.values()].map(host => `${host.record.uri}\n`).join(''),
        mediaType: 'text/plain',
        fileName: 'hosts.txt',
        count: core.hosts.size,
      })),
      diagnostics: os.settings.diagnostics.handler(() => {
        core.reports++
        return { text: 'NovaCron: 0.1.0\n' }
      }),
    },
    fleet: {
      wasThere: os.fleet.wasThere.handler(({ input: { thing } }) => ({
        was: core.gone.has(
          thing.kind === 'host' ? thing.hostId : thing.kind === 'site' ? thing.siteId : thing.key,
        ),
      })),
      overview: os.fleet.overview.handler(({ input, signal }) => {
        denied()
        return watchOverview(core, input.scope, signal)
      }),
    },
    search: {
      run: os.search.run.handler(({ input }) => ({ groups: devSearch(core, input.text, input.limit) })),
    },
    changes: {
      watch: os.changes.watch.handler(({ input, signal }) =>
        permitted(watchChanges(core, input.sinceMs, signal)),
      ),
      list: os.changes.list.handler(({ input }) => ({
        changes: devChanges(core, input.sinceMs),
        more: false,
        beganMs: null,
      })),
      visit: os.changes.visit.handler(() => permitted({ lastVisitMs: Date.now() - 86_400_000 })),
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

/** A stream of resources of a fleet that has none. */
async function* nothingYet(signal: AbortSignal | undefined): AsyncGenerator<{ type: 'ready' }> {
  yield { type: 'ready' }
  await new Promise(resolve => signal?.addEventListener('abort', resolve, { once: true }))
}
