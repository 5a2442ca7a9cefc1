import { queryObjects } from 'node:v8'
import { describe, expect, test } from 'vitest'
import { Machine } from '../../../shared/models/machine.ts'
import type { HostId } from '../../../shared/ids.ts'
import { printable } from '../../../electron/shells/cli/terminal.ts'
import type { Clock } from '../../../electron/core/clock.ts'
import { HostRun } from '../../../electron/core/hosts/run.ts'
import { LiveInventory } from '../../../electron/core/inventory/liveInventory.ts'
import { fakeXml } from '../../../electron/core/inventory/testing/fakeDaemon.ts'
import {
  connectLibvirt,
  domainLifecycleEvent,
  domainState,
  LibvirtClient,
} from '../../../electron/core/libvirt/index.ts'
import { HostReader } from '../../../electron/core/metrics/hostReader.ts'
import { connectUnix, libvirtdMissing, startLibvirtd } from '../../../electron/core/testing/libvirtd.ts'
import { waitFor } from '../index.ts'
import { FakeHost } from './fakeHost.ts'
import { openHandles, PATIENCE_MS, TestCore, warnings } from './harness.ts'
import { Program } from './program.ts'

const uuid = (index: number) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
const escaped = (name: string) => name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Names that a terminal, a table, a spreadsheet, a shell, a query, a regular expression or an object might trip over. */
const NAMES = [
  ...[
    '\u001b[2J\u001b]0;pwned\u0007',
    '\u009b31m',
    '\u202egnp.exe',
    '\u200binvisible',
    '\ufeffbom',
    'a\nb',
    'a\tb',
  ],
  ...[
    '=cmd|"/c calc"!A1',
    '+1',
    '-1',
    '@SUM(1)',
    '\t=1',
    '"quoted",comma',
    '|pipe|',
    '`tick`',
    '<b>bold</b>',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    'undefined',
    'NaN',
    '42',
    ' ',
    '*',
    '(',
    'and',
    'name:x',
  ],
  ...['../../etc/passwd', '--help', '-rf', "'; DROP TABLE machines; --", '$' + '{7*7}', '%00', '\\', uuid(1)],
  ...['É', 'É', '日本語', '😀'.repeat(60), 'x'.repeat(255), 'HALFPAIR', 'NULCHAR'],
]

async function hostile(): Promise<FakeHost> {
  const fake = await FakeHost.start()
  // What no string of ours can hold: half a surrogate pair in UTF-8's clothes, and NUL.
  fake.forged.push([Buffer.from('HALF'), Buffer.from([0xed, 0xa0, 0x80, 0x41])])
  fake.forged.push([Buffer.from('NULC'), Buffer.from('NU\0C')])
  for (const [index, name] of NAMES.entries())
    fake.daemon.add({
      uuid: uuid(index),
      name,
      ...(index % 2 === 0 ? {} : { id: index, state: domainState.running }),
      xml: fakeXml(escaped(name), uuid(index)),
    })
  return fake
}

describe('a hypervisor that says what none should', () => {
  test('every name is one machine, whatever it is, and the same after a restart', async () => {
    await using fake = await hostile()
    fake.daemon.add({ uuid: uuid(900), name: 'no such state', id: 2 ** 31 - 1, state: 99, reason: 77 })
    fake.daemon.add({ uuid: uuid(901), name: 'negative', id: -(2 ** 31), state: -5, reason: -7 })
    using data = new Program()
    let before: string
    {
      await using core = await TestCore.open({ folder: data.folder })
      const { id } = await core.client.hosts.add({ uri: fake.uri, name: 'hostile' })
      await core.settled(id)
      const machines = await core.client.machines.list({})
      expect(machines).toHaveLength(NAMES.length + 2)
      for (const machine of machines)
        expect(() => Machine.parse(machine), printable(machine.name)).not.toThrow()
      before = JSON.stringify(machines.map(({ uuid, name }) => [uuid, name]))
      for (const { name } of machines)
        expect(
          (await core.client.machines.complete({ query: `name:${name.slice(0, 3)}`, cursor: 6 })).completions,
        ).toBeDefined()
    }
    await using again = await TestCore.open({ folder: data.folder })
    const machines = await again.client.machines.list({})
    expect(JSON.stringify(machines.map(({ uuid, name }) => [uuid, name]))).toBe(before)
  })

  test('no name steers a terminal, breaks JSON, or becomes a formula', async () => {
    await using fake = await hostile()
    using program = new Program()
    expect((await program.runHere(['host', 'add', fake.uri, '--name', 'hostile'])).code).toBe(0)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u
    const commands = [
      ['vm', 'list', '--offline'],
      ['vm', 'start', '--where', 'name:*', '--dry-run'],
      ['vm', 'show', uuid(0), '--offline'],
    ]
    for (const command of commands) {
      const { out, err } = await program.runHere(command)
      expect(out, command.join(' ')).not.toMatch(steering)
      expect(err).not.toMatch(steering)
      expect(out.length).toBeGreaterThan(20)
    }
    const json = JSON.parse((await program.runHere(['vm', 'list', '--offline', '--json'])).out)
    expect(json.machines).toHaveLength(NAMES.length)
    const names = new Set(json.machines.map((machine: { name: string }) => machine.name))
    for (const name of ['__proto__', '=cmd|"/c calc"!A1', '\u202egnp.exe', 'x'.repeat(255)])
      expect(names).toContain(name)
    const csv = (await program.runHere(['export', '--format', 'csv', '--offline'])).out
    const cells = [...csv.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/gm)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    )
    expect(cells.filter(cell => /^\s*[=+@]/.test(cell))).toEqual([])
    const markdown = (await program.runHere(['export', '--format', 'markdown', '--offline'])).out
    expect(markdown.trimEnd().split('\n')).toHaveLength(NAMES.length + 2)
  }, 90_000)

  test('definitions of every size and kind are kept to the byte; nothing in them is expanded or evaluated', async () => {
    await using fake = await FakeHost.start()
    const wide = '<disk/>'.repeat(550_000)
    const laughs = `<!DOCTYPE d [<!ENTITY a "${'x'.repeat(99)}"><!ENTITY b "&a;&a;&a;&a;">]><domain><name>&b;</name><uuid>${uuid(3)}</uuid></domain>`
    const texts = {
      'four megabytes': fakeXml('four megabytes', uuid(0), `<!-- ${'é'.repeat(2_000_000)} -->`),
      'never seen': fakeXml(
        'never seen',
        uuid(1),
        '<teleporter xmlns:q="urn:q" q:to="mars"><q:beam/></teleporter>',
      ),
      'half a million disks': `<domain><name>w</name><uuid>${uuid(2)}</uuid><devices>${wide}</devices></domain>`,
      'a billion laughs': laughs,
      'a bottomless pit': '<domain>'.repeat(100_000),
      'a prototype': `<domain><name>__proto__</name><uuid>${uuid(5)}</uuid><memory unit='constructor'>5</memory><devices><disk type='__proto__' device='constructor'><target dev='__proto__'/></disk></devices></domain>`,
      nothing: '',
    }
    for (const [index, [name, xml]] of Object.entries(texts).entries())
      fake.daemon.add({ uuid: uuid(index), name, xml })
    using data = new Program()
    const check = async (core: TestCore) => {
      for (const machine of await core.client.machines.list({})) {
        const { name = '', xml } = fake.daemon.machines.get(machine.uuid) ?? {}
        const kept = await core.client.machines.xml({ key: machine.key })
        // Compared by hand: a failure must not print megabytes.
        expect(kept.xml === xml, name).toBe(true)
        expect(machine.unparsed, name).toBe(!['four megabytes', 'never seen', 'a prototype'].includes(name))
      }
    }
    {
      await using core = await TestCore.open({ folder: data.folder })
      const { id } = await core.client.hosts.add({ uri: fake.uri, name: 'library' })
      await core.settled(id)
      expect(core.core.inventory.count(id).machines).toBe(Object.keys(texts).length)
      await check(core)
    }
    await using again = await TestCore.open({ folder: data.folder })
    await check(again)
  }, 90_000)

  test('machines that vanish, change their name, their nature or their UUID’s owner in the middle', async () => {
    await using fake = await FakeHost.start()
    await using other = await FakeHost.start()
    for (let index = 0; index < 40; index++) fake.daemon.add({ uuid: uuid(index), name: `vm${index}` })
    other.daemon.add({ uuid: uuid(1), name: 'twin', id: 4, state: domainState.running })
    let asked = 0
    fake.daemon.before = name => {
      if (name === 'domainGetXmlDesc' && ++asked % 4 === 0) fake.daemon.machines.delete(uuid(20 + asked / 4))
    }
    await using core = await TestCore.open()
    const { id } = await core.client.hosts.add({ uri: fake.uri, name: 'moving' })
    const twin = await core.client.hosts.add({ uri: other.uri, name: 'twins' })
    await core.settled(id)
    await core.settled(twin.id)
    fake.daemon.before = () => undefined
    const names = async (hostId: HostId) =>
      (await core.client.machines.list({ hostId })).map(({ name }) => name).sort()
    const theirs = () => [...fake.daemon.machines.values()].map(({ name }) => name).sort()
    await waitFor(
      'both to agree',
      async () => JSON.stringify(await names(id)) === JSON.stringify(theirs()),
      PATIENCE_MS,
    )
    const renamed = fake.daemon.machines.get(uuid(1))
    if (!renamed) throw new Error('it vanished too')
    renamed.name = 'renamed'
    renamed.xml = fakeXml('renamed', renamed.uuid)
    fake.daemon.event(renamed, domainLifecycleEvent.defined, 2)
    const brief = fake.daemon.add({
      uuid: uuid(77),
      name: 'brief',
      id: 9,
      state: domainState.running,
      persistent: false,
    })
    fake.daemon.event(brief, domainLifecycleEvent.started, 0)
    fake.daemon.machines.delete(brief.uuid)
    fake.daemon.event({ ...brief, id: -1 }, domainLifecycleEvent.stopped, 0)
    await waitFor('the rename', async () => (await names(id)).includes('renamed'), PATIENCE_MS)
    await waitFor('the brief one to be gone', async () => !(await names(id)).includes('brief'), PATIENCE_MS)
    expect(await names(id)).toEqual(theirs())
    expect(await names(twin.id)).toEqual(['twin'])
  })
})

describe('the system clock', () => {
  test('that jumps a day forth and two back makes no negative age, no burst of samples and no new connection', async () => {
    let offsetMs = 0
    const clock: Clock = {
      nowMs: () => Date.now() + offsetMs,
      monotonicMs: () => performance.now(),
      after: (ms, work) => {
        const timer = setTimeout(work, ms)
        return () => clearTimeout(timer)
      },
    }
    await using fake = await FakeHost.start()
    for (let index = 0; index < 5; index++)
      fake.daemon.add({
        uuid: uuid(index),
        name: `vm${index}`,
        id: index + 1,
        state: domainState.running,
        stats: () => [{ field: 'cpu.time', type: 'ullong', value: Math.round(performance.now() * 1e5) }],
      })
    using data = new Program()
    const day = 86_400_000
    {
      await using core = await TestCore.open({ clock, folder: data.folder })
      const options = { tickMs: 500, backgroundTickMs: 500 }
      const { id } = await core.client.hosts.add({ uri: fake.uri, name: 'timeless', options })
      await core.settled(id)
      const ticks: { at: number; percent: number | null }[] = []
      core.core.sampler.watch({ keys: null, hostIds: null }, tick =>
        ticks.push({ at: performance.now(), percent: tick.machines[0]?.cpuPercent ?? null }),
      )
      const some = async () => {
        const from = ticks.length
        await waitFor('ticks', () => ticks.length >= from + 3, PATIENCE_MS)
      }
      const agesAreSound = async () => {
        const nowMs = clock.nowMs()
        const [machine] = await core.client.machines.list({})
        const [host] = await core.client.hosts.list()
        if (!machine || !host) throw new Error('nothing there')
        const times = [
          machine.asOfMs,
          host.state.sinceMs,
          host.state.lastContactMs ?? 0,
          host.dataAsOfMs ?? 0,
        ]
        for (const atMs of times) expect(atMs).toBeLessThanOrEqual(nowMs + 1)
        const history = await core.client.metrics.machineHistory({ key: machine.key })
        expect(
          history.every(({ atMs }, index) => index === 0 || atMs > (history[index - 1]?.atMs ?? 0)),
        ).toBe(true)
        expect(history.at(-1)?.atMs).toBeLessThanOrEqual(nowMs + 1)
        expect(await core.client.machines.list({ where: 'seen<1h' })).toHaveLength(5)
        const { text } = await core.client.machines.export({ format: 'json' })
        const { asOf, machines } = JSON.parse(text)
        for (const one of machines) expect(Date.parse(one.asOf)).toBeLessThanOrEqual(Date.parse(asOf))
      }
      await some()
      for (const jump of [day, -2 * day]) {
        offsetMs += jump
        await some()
        await agesAreSound()
      }
      // A late one may be followed soon by the next that is due; more than are due would be a burst.
      const spanMs = (ticks.at(-1)?.at ?? 0) - (ticks[1]?.at ?? 0)
      expect(ticks.length - 2).toBeLessThanOrEqual(spanMs / options.tickMs + 1)
      // 10 % of a core by the counters, whatever the wall says; a jump makes neither a spike nor a zero.
      for (const { percent } of ticks.slice(1)) if (percent !== null) expect(percent).toBeGreaterThan(1)
      expect(core.states(id).filter(({ phase }) => phase === 'live').length).toBeGreaterThan(0)
      expect(core.states(id).slice(-1)[0]?.phase).toBe('live')
      expect(fake.accepted).toBe(1)
    }
    // Stored in what is now the future.
    offsetMs -= 2 * day
    await using later = await TestCore.open({ clock, folder: data.folder })
    for (const machine of await later.client.machines.list({}))
      expect(machine.asOfMs).toBeLessThanOrEqual(clock.nowMs())
    for (const host of await later.client.hosts.list())
      expect(host.dataAsOfMs ?? 0).toBeLessThanOrEqual(clock.nowMs())
  }, 120_000)
})

describe.skipIf(libvirtdMissing() !== null)('two hundred connections, one after the other', () => {
  test('leave nothing in this process and a daemon that lives', async () => {
    const daemon = await startLibvirtd()
    try {
      using warned = warnings()
      const keeper = connectLibvirt(await connectUnix(daemon.socket), { keepalive: null })
      await keeper.open({ uri: 'test:///default' })
      await using core = await TestCore.open()
      const { id } = await core.client.hosts.add({ uri: daemon.clientUri('test', '/default'), name: 'worn' })
      await core.settled(id)
      const cycle = async () => {
        // In the middle of loading: what is asked then must be answered before the connection goes.
        await core.client.hosts.disconnect({ hostId: id })
        await core.until(id, ({ phase }) => phase === 'disconnected')
        await core.client.hosts.connect({ hostId: id })
        await core.until(id, ({ phase }) => phase === 'live')
      }
      const living = () => {
        const count = (kind: new (...args: never[]) => unknown) =>
          queryObjects(kind as never, { format: 'count' })
        return {
          clients: count(LibvirtClient),
          inventories: count(LiveInventory),
          runs: count(HostRun),
          readers: count(HostReader),
          signals: count(AbortSignal as never),
        }
      }
      for (let time = 0; time < 10; time += 1) await cycle()
      await core.settled(id)
      const before = { living: living(), handles: openHandles() }
      for (let time = 0; time < 200; time += 1) await cycle()
      await core.settled(id)
      // The last goodbyes and timers of the one before take their time.
      const left = async (settled: () => boolean) =>
        waitFor('the one before to be gone', settled, 60_000, 500)
      await left(() => living().clients <= before.living.clients)
      await left(() => {
        const { inventories, runs, readers } = living()
        return inventories === 1 && runs === 1 && readers === 1
      })
      await left(() => living().signals < before.living.signals + 20)
      await left(() => (openHandles().PipeWrap ?? 0) <= (before.handles.PipeWrap ?? 0))
      await left(() => (openHandles().Timeout ?? 0) - (before.handles.Timeout ?? 0) < 10)
      expect(warned.seen.filter(words => !words.includes('queryObjects'))).toEqual([])
      expect(() => process.kill(daemon.pid, 0)).not.toThrow()
      await keeper.close()
    } finally {
      await daemon.stop()
    }
  }, 240_000)
})
