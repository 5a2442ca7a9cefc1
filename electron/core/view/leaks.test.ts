import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { fromCallError } from '../../../shared/contract/client.ts'
import { AppError } from '../../../shared/errors.ts'
import { type HostId, machineKey, type MachineKey } from '../../../shared/ids.ts'
import { ownerAccess } from '../access/owner.ts'
import { type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import type { Store } from '../store/index.ts'
import { fleetUuid } from '../testing/fleet.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'

const fleetScope = { scope: { kind: 'fleet' } } as const

/** What each host of the store has beside machines, under names that are nowhere else. */
function fillResources(store: Store, hostIds: HostId[]): void {
  for (const [index, hostId] of hostIds.entries()) {
    const sizes = {
      capacityBytes: 100,
      allocationBytes: 95,
      availableBytes: 5,
      autostart: true,
      persistent: true,
    }
    const pool = { name: `pool-${index}-zq`, uuid: fleetUuid(`pool ${index}`), state: 'running', type: 'dir' }
    const volume = {
      ...{ pool: pool.name, name: `volume-${index}-zq.qcow2`, key: `/zq/${index}/volume`, type: 'file' },
      ...{
        path: `/zq/${index}/volume`,
        format: 'qcow2',
        backing: null,
        capacityBytes: 100,
        allocationBytes: 5,
      },
    }
    const network = {
      ...{
        name: `network-${index}-zq`,
        uuid: fleetUuid(`network ${index}`),
        bridge: `zqbr${index}`,
        active: true,
      },
      ...{
        forward: 'nat',
        autostart: true,
        persistent: true,
        addresses: [`10.77.${index}.1/24`],
        dhcp: true,
      },
    }
    const lease = {
      ...{
        network: network.name,
        mac: `52:99:77:00:00:0${index}`,
        ip: `10.77.${index}.42`,
        hostname: `lease-${index}-zq`,
      },
      ...{ expiresAtMs: null, prefix: 24, family: 'ipv4' },
    }
    const [machine] = store.machines.load().filter(each => each.hostId === hostId)
    const snapshot = {
      ...{ uuid: machine?.uuid, name: `snapshot-${index}-zq`, parent: null, current: true, state: 'shutoff' },
      ...{ createdAtMs: 1, description: `why-${index}-zq`, memory: 'no', external: false },
    }
    const device = {
      ...{
        name: `pci_${index}_zq`,
        parent: null,
        capability: 'pci',
        product: `device-${index}-zq`,
        vendor: 'v',
        driver: null,
      },
    }
    const all = { pool, network, lease, snapshot, volume: { ...volume, ...sizes }, nodeDevice: device }
    for (const [kind, value] of Object.entries(all))
      store.resources.replace(
        hostId,
        kind as 'pool',
        [
          {
            key: 'k',
            value: kind === 'pool' ? { ...value, path: `/zq/${index}`, ...sizes } : value,
            xml: null,
          },
        ],
        5,
      )
    store.resources.replace(
      hostId,
      'capabilities',
      [{ key: 'k', value: { xml: `<capabilities>caps-${index}-zq</capabilities>` }, xml: null }],
      5,
    )
    store.events.append([
      {
        atMs: 1,
        hostId,
        host: `kvm00${index + 1}`,
        kind: 'pool',
        key: null,
        subject: pool.name,
        text: 'Started',
      },
      {
        ...{ atMs: 2, hostId, host: `kvm00${index + 1}`, kind: 'lifecycle', subject: machine?.name ?? '' },
        ...{ key: machine ? machineKey(hostId, machine.uuid) : null, text: 'Started' },
      },
    ])
  }
}

/** What tells the resources of a machine that a query covers from those of another on the same host. */
const usedBy = (who: 'theirs' | 'others', index: number): string[] => [
  ...[`${who}-disk-${index}-zq`, `${who}-floor-${index}-zq`, `${who}-let-${index}-zq`],
  ...[`10.7${who === 'theirs' ? 8 : 9}.${index}.42`, `${who}-store-${index}-zq`],
]
/** Sizes and texts of a pool and a network that whoever knows them as their machine's only is not told. */
const sizesOf = (index: number): string[] => [`77123456789${index}`, `from-${index}-zq`, `10.66.${index}.100`]

/** On each host what a machine that is tagged `search` uses, and what another uses: alike but for their names. */
function fillUsed(store: Store, hostIds: HostId[]): void {
  for (const [index, hostId] of hostIds.entries()) {
    const machines = store.machines.load().filter(each => each.hostId === hostId)
    const isTheirs = (tags: readonly string[]) => tags.includes('search')
    for (const who of ['theirs', 'others'] as const) {
      const machine = machines.find(({ tags }) => isTheirs(tags) === (who === 'theirs'))
      if (!machine) continue
      const pool = `${who}-store-${index}-zq`
      const [disk, second] = machine.disks
      const volume = (name: string, path: string, backing: string | null) => ({
        key: `${pool}/${name}`,
        value: {
          ...{ pool, name, key: path, path, type: 'file', format: 'qcow2', backing },
          ...{ capacityBytes: 10, allocationBytes: 5 },
        },
        xml: null,
      })
      const base = `/zq/bases/${who}-floor-${index}-zq`
      store.resources.upsert(
        hostId,
        'volume',
        [
          volume(`${who}-disk-${index}-zq`, disk?.source ?? '', base),
          volume(`${who}-floor-${index}-zq`, base, null),
        ],
        5,
      )
      const size = Number(`77123456789${index}`)
      const sizes = { capacityBytes: size, allocationBytes: size, availableBytes: size }
      const value = {
        name: pool,
        uuid: fleetUuid(pool),
        state: 'inactive',
        type: 'dir',
        path: second?.source,
      }
      const source = `<pool type='netfs'><name>p</name><source><host name='from-${index}-zq'/><dir path='/x'/></source></pool>`
      store.resources.upsert(
        hostId,
        'pool',
        [{ key: pool, value: { ...value, ...sizes, autostart: true, persistent: true }, xml: source }],
        5,
      )
      const lease = {
        ...{ network: 'lan', mac: machine.nics[0]?.mac ?? '', hostname: `${who}-let-${index}-zq` },
        ...{ address: `10.7${who === 'theirs' ? 8 : 9}.${index}.42`, prefix: 24, expiresAtMs: null },
      }
      store.resources.upsert(hostId, 'lease', [{ key: who, value: lease, xml: null }], 5)
      const network = {
        ...{ name: machine.nics[0]?.source, uuid: fleetUuid(`net ${index}`), bridge: null, active: true },
        ...{ forward: 'nat', autostart: true, persistent: true, addresses: [] },
      }
      const range = `<network><name>n</name><ip address='10.66.${index}.1'><dhcp><range start='10.66.${index}.100' end='10.66.${index}.200'/></dhcp></ip></network>`
      store.resources.upsert(hostId, 'network', [{ key: `lan ${who}`, value: network, xml: range }], 5)
    }
  }
}

/** Everything that one person is told, by calls, streams and errors. */
class Listener {
  readonly client: ContractClient
  readonly #told: string[] = []
  readonly #ending = new AbortController()
  readonly #streams: Promise<void>[] = []

  constructor(client: ContractClient) {
    this.client = client
  }

  open(): void {
    const { client } = this
    const options = { signal: this.#ending.signal }
    const sinceMs = 0
    const streams: [string, Promise<AsyncIterable<unknown>>][] = [
      ['hosts', client.hosts.watch(undefined, options)],
      ['machines', client.machines.watch(undefined, options)],
      ['match', client.machines.match({ where: 'state:running' }, options)],
      ['tasks', client.tasks.watch(undefined, options)],
      ['metrics', client.metrics.watch({ keys: null, hostIds: null, history: 100 }, options)],
      ['storage', client.resources.watchStorage(undefined, options)],
      ['networks', client.resources.watchNetworks(undefined, options)],
      ['devices', client.resources.watchDevices(undefined, options)],
      ['snapshots', client.resources.watchSnapshots(undefined, options)],
      ['events', client.events.watch(undefined, options)],
      ['storage rows', client.storage.watch(fleetScope, options)],
      ['network rows', client.networks.watch(fleetScope, options)],
      ['topology', client.topology.watch(fleetScope, options)],
      ['overview', client.fleet.overview(fleetScope, options)],
      ['changes', client.changes.watch({ sinceMs }, options)],
      ['people', client.people.watch(undefined, options)],
      ['audit', client.audit.watch({}, options)],
    ]
    for (const [name, opening] of streams) this.#streams.push(this.#follow(name, opening))
  }

  async #follow(name: string, opening: Promise<AsyncIterable<unknown>>): Promise<void> {
    try {
      for await (const event of await opening) this.#told.push(`${name} ${JSON.stringify(event)}`)
    } catch (error) {
      this.#heard(name, error)
    }
  }

  #heard(name: string, error: unknown): void {
    const app = fromCallError(error)
    this.#told.push(`${name} ${app instanceof AppError ? JSON.stringify(app.toWire()) : String(app)}`)
  }

  async #call(name: string, call: Promise<unknown>): Promise<void> {
    try {
      this.#told.push(`${name} ${JSON.stringify(await call)}`)
    } catch (error) {
      this.#heard(name, error)
    }
  }

  /** Every reading procedure, of the fleet as a whole and of these hosts and machines. */
  async read(
    hosts: readonly HostId[],
    machines: readonly MachineKey[],
    texts: readonly string[],
  ): Promise<void> {
    const { client } = this
    const call = (name: string, promise: Promise<unknown>) => this.#call(name, promise)
    await call('info', client.app.info())
    await call('hosts', client.hosts.list())
    await call('discover', client.hosts.discover())
    await call('retryAll', client.app.retryAll())
    await call('connections', client.settings.connections())
    await call('data', client.settings.data())
    await call('diagnostics', client.settings.diagnostics())
    for (const format of ['json', 'csv', 'uris'] as const)
      await call('export hosts', client.settings.exportHosts({ format }))
    for (const format of ['json', 'csv', 'markdown'] as const)
      await call('export', client.machines.export({ format, keys: [...machines] }))
    await call('export all', client.machines.export({ format: 'json' }))
    await call('list', client.machines.list({}))
    for (const query of ['host:', 'tag:', 'name:', 'site:', 'network:'])
      await call('complete', client.machines.complete({ query, cursor: query.length }))
    await call('changes', client.changes.list({ sinceMs: 0 }))
    await call('audit', client.audit.list({}))
    await call('credentials', client.credentials.list())
    await call('config', client.config.list({}))
    await call('enforcement', client.people.enforcement())
    for (const text of texts) {
      await call('search', client.search.run({ text, limit: 50 }))
      await call('query', client.machines.list({ where: `"${text}"` }))
      await call('preview', client.people.previewScope({ scope: { kind: 'query', query: `"${text}"` } }))
    }
    for (const hostId of hosts) {
      const of = { hostId }
      const subject = { kind: 'host', hostId } as const
      await call('list of', client.machines.list(of))
      await call('pools', client.resources.pools(of))
      await call('volumes', client.resources.volumes(of))
      await call('networks', client.resources.networks(of))
      await call('leases', client.resources.leases(of))
      await call('devices', client.resources.nodeDevices(of))
      await call('capabilities', client.resources.capabilities(of))
      await call('abilities', client.hosts.abilities(of))
      await call('pins', client.hosts.pinnedKeys(of))
      await call('history', client.metrics.hostHistory(of))
      await call('connect', client.hosts.connect(of))
      await call('update', client.hosts.update({ hostId, name: 'mine' }))
      await call('config of', client.config.list({ place: subject }))
      await call('why', client.people.why({ permission: 'host.manage', subject }))
      await call('who', client.people.who({ subject }))
      await this.#follow('connection', first(client.hosts.watchConnection(of)))
      await this.#follow('devices of', first(client.hosts.watchDevices(of)))
      await this.#follow('test', first(client.hosts.test(of)))
    }
    for (const key of machines) {
      const of = { key }
      await call('get', client.machines.get(of))
      await call('xml', client.machines.xml(of))
      await call('hardware', client.machines.hardware(of))
      await call('pending', client.machines.pending(of))
      await call('compare', client.machines.compare({ a: of, b: of }))
      await call('versions', client.machines.versions(of))
      await call('snapshots', client.resources.snapshots(of))
      await call('machine history', client.metrics.machineHistory(of))
      await call('why', client.people.why({ permission: 'domain.define', subject: { kind: 'machine', key } }))
      await this.#follow('details', first(client.metrics.watchMachine(of)))
    }
    await call('plan', client.machines.plan({ action: 'start', keys: [...machines] }))
    await call('operate', client.machines.operate({ action: 'start', keys: [...machines] }))
  }

  async close(): Promise<string> {
    this.#ending.abort()
    await Promise.all(this.#streams)
    return this.text
  }

  get text(): string {
    return this.#told.join('\n')
  }

  /** What one stream or call told. */
  of(name: string): string {
    return this.#told.filter(each => each.startsWith(`${name} `)).join('\n')
  }
}

/** Only the first element; the stream is ended then. */
async function first(opening: Promise<AsyncIterable<unknown>>): Promise<AsyncIterable<unknown>> {
  const stream = await opening
  return (async function* () {
    for await (const event of stream) {
      yield event
      return
    }
  })()
}

const guest = (name: string, uuid: string, tag: string, mac: string): string => `<domain type='test'>
  <name>${name}</name><uuid>${uuid}</uuid>
  <metadata><nc:machine xmlns:nc='https://novacron.dev/xmlns/libvirt/1'><nc:tags><nc:tag>${tag}</nc:tag></nc:tags></nc:machine></metadata>
  <memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os>
  <devices><interface type='network'><mac address='${mac}'/><source network='default'/></interface></devices></domain>`

describe.skipIf(libvirtdMissing() !== null)('while the fleet changes', () => {
  let fleet: FleetCore
  let daemons: TestLibvirtd[] = []
  let owner: ContractClient
  const folder = mkdtempSync(join(tmpdir(), 'novacron-leaks-'))
  const live: Record<string, HostId> = {}
  beforeAll(async () => {
    daemons = await Promise.all([startLibvirtd(), startLibvirtd()])
    fleet = await fleetCore({
      ...{ hosts: 5, machinesPerHost: 5 },
      fill(store, hostIds) {
        fillResources(store, hostIds)
        fillUsed(store, hostIds)
      },
    })
    owner = fleet.at(ownerAccess).client
    fleet.core.start()
    for (const [index, site] of ['Rack A', 'Lab'].entries()) {
      const uri = daemons[index]?.clientUri('test', '/default') ?? ''
      const name = `live-${index === 0 ? 'open' : 'secret'}-zq`
      live[site] = (await owner.hosts.add({ uri, name, siteId: fleet.site(site) })).id
    }
    const isSettled = () => Object.values(live).every(id => fleet.core.inventory.isSettled(id))
    while (!isSettled()) await sleep(50)
  })
  afterAll(async () => {
    await fleet?.[Symbol.asyncDispose]()
    for (const daemon of daemons) await daemon.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Things happen on both hosts, and in the list of hosts and sites. */
  async function stir(): Promise<void> {
    const { core, hostIds } = fleet
    for (const [index, name] of ['open', 'secret'].entries()) {
      const uri = daemons[index]?.clientUri('test', '/default') ?? ''
      const xml = guest(
        `guest-${name}-zq`,
        fleetUuid(`guest ${name}`),
        `tag-${name}-zq`,
        `52:88:00:00:00:0${index}`,
      )
      const file = join(folder, `${name}.xml`)
      writeFileSync(file, xml)
      await virsh(uri, 'define', file)
      await virsh(uri, 'start', `guest-${name}-zq`)
      await virsh(uri, 'vol-create-as', 'default-pool', `made-${name}-zq.img`, '1M')
    }
    const at = (site: string) => [...core.inventory.machinesOf(live[site] as HostId)]
    while (!['Rack A', 'Lab'].every(site => at(site).length === 2)) await sleep(50)
    for (const site of ['Rack A', 'Lab']) {
      await core.inventory.verify(live[site] as HostId)
      const { tasks } = await owner.machines.operate({
        action: 'pause',
        keys: at(site).map(machine => machine.key),
      })
      for (const { id } of tasks) await core.tasks.done(id)
    }
    await owner.hosts.update({ hostId: hostIds[3] as HostId, name: 'renamed-secret-zq' })
    await owner.sites.create({ name: 'site-secret-zq', parentId: fleet.site('Lab') })
    await owner.hosts.disconnect({ hostId: live.Lab as HostId })
    await sleep(1_500)
  }

  test('nobody is told of what they may not read', async () => {
    const { core, hostIds, keys } = fleet
    const [site, query, both] = [fleet.person('site'), fleet.person('query'), fleet.person('both')]
    const rack = fleet.site('Rack A')
    const tagged = [...core.inventory.machines()].filter(machine => machine.tags.includes('search'))
    fleet.grant(site, 'operator', { kind: 'site', siteId: rack })
    fleet.grant(query, 'operator', { kind: 'query', query: 'tag=search' })
    fleet.grant(both, 'auditor', { kind: 'host', hostId: hostIds[1] as HostId })
    fleet.grant(both, 'admin', { kind: 'query', query: 'tag=tag-open-zq' })
    const people = [site, query, both].map(id => new Listener(fleet.at(core.access.accessOf(id)).client))
    const all = new Listener(owner)
    for (const each of [...people, all]) each.open()
    await stir()
    const words = ['zq', 'kvm00', 'OPS-', '10.', 'guest', 'qcow2', '52:']
    // Of all that is not theirs; a call of an act on it must come to nothing too.
    const hidden = hostIds.filter(id => id !== hostIds[1])
    for (const each of people) await each.read([...hidden, live.Lab as HostId], keys, words)
    await all.read([], keys.slice(0, 1), words)
    const [bySite, byQuery, byBoth] = await Promise.all(people.map(each => each.close()))
    const capabilities = await Promise.all(hostIds.map(hostId => owner.resources.capabilities({ hostId })))
    const byAll = (await all.close()) + JSON.stringify(capabilities)

    const ofHost = (index: number): string[] => [
      ...[`pool-${index}-zq`, `volume-${index}-zq`, `network-${index}-zq`, `lease-${index}-zq`],
      ...[`snapshot-${index}-zq`, `why-${index}-zq`, `device-${index}-zq`, `caps-${index}-zq`],
      ...[`10.77.${index}.42`, `zqbr${index}`, `kvm00${index + 1}.example`, fleetUuid(`pool ${index}`)],
    ]
    // The test driver's own machine is the same on both daemons.
    const machines = [...core.inventory.machines()].filter(({ name }) => name !== 'test')
    const ofMachine = (machine: (typeof machines)[number]): string[] => [
      ...[
        machine.name,
        machine.title ?? '',
        machine.description ?? '',
        ...machine.disks.map(disk => disk.source ?? ''),
      ],
      ...machine.nics.flatMap(nic => [nic.mac ?? '']),
    ]
    const secrets = [
      'live-secret-zq',
      'guest-secret-zq',
      'tag-secret-zq',
      'made-secret-zq',
      'site-secret-zq',
    ].concat(['renamed-secret-zq', '52:88:00:00:00:01', fleetUuid('guest secret')])
    const others = [0, 2, 3, 4].flatMap(ofHost)
    const elsewhere = machines.filter(machine => fleetHostsOf(hostIds, machine.hostId) !== 1)
    const tokens = (list: typeof machines) => list.flatMap(ofMachine).filter(text => text.length > 3)
    const found = (text: string, wanted: readonly string[]) =>
      [...new Set(wanted)].filter(each => text.includes(each))

    expect(
      found(bySite ?? '', [
        ...others,
        ...secrets,
        ...tokens(elsewhere.filter(each => each.hostId !== live['Rack A'])),
      ]),
    ).toEqual([])
    expect(found(bySite ?? '', ['"Lab"', 'Rack B'])).toEqual([])
    // A machine's row may name its host but not its address, and a snapshot of a machine is the machine's.
    const ofRows = /^(snapshot|why|renamed)/
    const untagged = machines.filter(machine => !tagged.some(each => each.key === machine.key))
    const beyondQuery = [...others, ...ofHost(1), ...secrets, 'live-open-zq'].filter(
      each => !ofRows.test(each),
    )
    expect(found(byQuery ?? '', [...beyondQuery, ...tokens(untagged)])).toEqual([])
    // Of the hosts that their machines are on: name, state, and what those machines use, nothing of the others.
    const indexes = [0, 1, 2, 3, 4]
    const homes = indexes.filter(index => tagged.some(({ hostId }) => hostId === hostIds[index]))
    const away = indexes.filter(index => !homes.includes(index))
    const all5 = (who: 'theirs' | 'others', which: readonly number[]) =>
      which.flatMap(index => usedBy(who, index))
    expect(homes.length).toBeGreaterThan(0)
    expect(
      found(byQuery ?? '', [
        ...all5('others', indexes),
        ...all5('theirs', away),
        ...indexes.flatMap(sizesOf),
        ...away.filter(index => index !== 3).map(index => `"name":"kvm00${index + 1}"`),
      ]),
    ).toEqual([])
    for (const stream of ['hosts', 'storage rows', 'network rows', 'topology', 'overview'])
      expect(people[1]?.of(stream)).toContain(homes.includes(3) ? 'renamed-secret-zq' : 'kvm00')
    const notBoth = machines.filter(each => each.hostId !== hostIds[1] && !each.tags.includes('tag-open-zq'))
    expect(found(byBoth ?? '', [...others, ...secrets, ...tokens(notBoth)])).toEqual([])

    // What they may read they were told, and whoever may read everything was told everything: the search can find.
    const missing = (text: string, wanted: readonly string[]) => wanted.filter(each => !text.includes(each))
    const read = ofHost(1).filter(each => !each.startsWith('caps'))
    expect(missing(bySite ?? '', [...read, 'live-open-zq', 'guest-open-zq', 'made-open-zq'])).toEqual([])
    expect(missing(byQuery ?? '', [...tokens(tagged), ...all5('theirs', homes)])).toEqual([])
    const storage = people[1]?.of('storage rows') ?? ''
    const used = homes.flatMap(index => usedBy('theirs', index).filter(each => !/-let-|^10/.test(each)))
    expect(missing(storage, used)).toEqual([])
    expect(missing(byBoth ?? '', [...read, 'guest-open-zq'])).toEqual([])
    expect(missing(byAll, [...others, ...secrets, ...tokens(machines)])).toEqual([])
    const withBoth = indexes.filter(index => {
      const its = machines.filter(({ hostId }) => hostId === hostIds[index])
      return (
        its.some(({ tags }) => tags.includes('search')) && its.some(({ tags }) => !tags.includes('search'))
      )
    })
    expect(withBoth.length).toBeGreaterThan(0)
    expect(
      missing(byAll, [
        ...all5('theirs', withBoth),
        ...all5('others', withBoth),
        ...withBoth.flatMap(sizesOf),
      ]),
    ).toEqual([])
    expect(people[1]?.of('plan')).toMatch(/"skip":\{"code":"(machineGone|hostGone)"\}/)
  })
})

const fleetHostsOf = (hostIds: readonly HostId[], id: HostId): number => hostIds.indexOf(id)
