import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectLibvirt, type LibvirtClient } from '../../core/libvirt/index.ts'
import {
  connectUnix,
  libvirtdMissing,
  startLibvirtd,
  type TestLibvirtd,
} from '../../core/testing/libvirtd.ts'
import { startHeadless } from '../headless/start.ts'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f'

describe.skipIf(libvirtdMissing() !== null)('the command line beside libvirt’s test driver', () => {
  let daemon: TestLibvirtd
  let cli: TestCli
  let keeper: LibvirtClient
  const uri = () => daemon.clientUri('test', '/default')
  beforeAll(async () => {
    daemon = await startLibvirtd()
    cli = new TestCli()
    // The test driver forgets everything when its last client leaves.
    keeper = connectLibvirt(await connectUnix(daemon.socket))
    await keeper.open({ uri: 'test:///default' })
  })
  afterAll(async () => {
    cli?.[Symbol.dispose]()
    await keeper?.close()
    await daemon?.stop()
  })

  test('adds a host, proves it, and puts it in a site that it makes', async () => {
    const added = await cli.run(['host', 'add', uri(), '--name', 'alpha', '--site', 'Lab/Rack 1'])
    expect(added).toEqual({ code: 0, out: 'Added alpha: live, 1 machine, 1 on.\n', err: '' })
    const { hosts } = JSON.parse((await cli.run(['host', 'list', '--json'])).out)
    expect(hosts).toHaveLength(1)
    expect(hosts[0]).toMatchObject({ site: 'Lab / Rack 1', state: { phase: 'live' }, machineCount: 1 })
    expect((await cli.run(['host', 'list'])).out).toMatch(
      /^HOST +SITE[^\n]*\nalpha +Lab \/ Rack 1 +live +1\/1 /,
    )
  })

  test('shows a host: how it stands, what it has, how it is reached; the same of what is stored', async () => {
    const shown = await cli.run(['host', 'show', 'ALPHA'])
    expect(shown).toMatchObject({ code: 0, err: '' })
    for (const line of [
      /^Name +alpha$/m,
      /^Site +Lab \/ Rack 1$/m,
      /^State +live, since .+$/m,
      /^Versions +libvirt \d+\.\d+\.\d+, TEST \d/im,
      /^CPU +i686, .*1400 MHz$/m,
      /^CPUs +16, sockets × cores × threads: 4 × 2 × 2, NUMA nodes: 2$/m,
      /^Memory +3(\.\d+)? GiB$/m,
      /^Machines +1, 1 on$/m,
      /^vCPUs given +2 to running machines \(0\.13 × what is there\), 2 to all$/m,
      /^Pools +default-pool {2}running {2}dir /m,
      /^Networks +default {2}active {2}nat {2}virbr0$/m,
      /^Reached by +Driver: test/m,
    ])
      expect(shown.out).toMatch(line)
    const { schema, host, pools, networks, pinnedKeys } = JSON.parse(
      (await cli.run(['host', 'show', 'alpha', '--json'])).out,
    )
    expect({ schema, pools, networks, pinnedKeys }).toMatchObject({
      schema: 'novacron.host/1',
      pools: [{ name: 'default-pool' }],
      networks: [{ name: 'default' }],
      pinnedKeys: [],
    })
    expect(host).toMatchObject({ record: { name: 'alpha' }, state: { phase: 'live' }, machineCount: 1 })
    const stored = await cli.run(['host', 'show', 'alpha', '--offline'])
    expect(stored.out).toMatch(/^State +disconnected, since /m)
    expect(stored.out).toMatch(/^CPUs +16, /m)
    expect(stored.out).toMatch(/^Pools +default-pool /m)
    expect(stored.out).toMatch(/^Load +–$/m)
    expect((await cli.run(['host', 'show', 'beta'])).code).toBe(exitCode.notFound)
  })

  test('a narrow screen gets tables that fit it, a pipe gets everything', async () => {
    const wide = (await cli.run(['host', 'list'])).out
    expect(wide).toContain(uri())
    for (const columns of [40, 60, 80, 200]) {
      const { out } = await cli.run(['host', 'list'], { columns })
      for (const line of out.trimEnd().split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns)
      expect(out).toMatch(/^HOST/)
      expect(out).toMatch(/\nalpha .* 1\/1/)
      expect(out.includes(uri())).toBe(columns === 200)
    }
  })

  test('refuses a second host of that name', async () => {
    const again = await cli.run(['host', 'add', uri(), '--name', 'ALPHA', '--no-connect'])
    expect(again.code).toBe(exitCode.usage)
    expect(again.err).toContain('ALPHA')
  })

  test('lists machines as a table and as the documented JSON', async () => {
    expect((await cli.run(['vm', 'list'])).out).toMatch(/\nalpha +test +running +2 +2 GiB /)
    const listed = await cli.run(['vm', 'list', '--json'])
    expect(listed.code).toBe(0)
    const document = JSON.parse(listed.out)
    expect(document.schema).toBe('novacron.machines/1')
    expect(document.machines).toHaveLength(1)
    expect(document.machines[0]).toMatchObject({
      host: 'alpha',
      site: 'Lab / Rack 1',
      name: 'test',
      uuid,
      state: 'running',
      persistent: true,
      vcpus: 2,
      memoryBytes: 2 * 2 ** 30,
      title: null,
      stale: false,
    })
  })

  test('filters by the query language and points at what it can’t read', async () => {
    expect((await cli.run(['vm', 'list', '--where', 'memory>=2GiB'])).out).toContain('test')
    expect((await cli.run(['vm', 'list', '--where', '-name:test'])).out).not.toContain('test')
    const broken = await cli.run(['vm', 'list', '--offline', '--where', 'memory>>3'])
    expect(broken.code).toBe(exitCode.usage)
    expect(broken.err).toContain('  memory>>3\n         ^\n')
  })

  test('shows a machine, its definition and its document', async () => {
    expect((await cli.run(['vm', 'show', 'test'])).out).toMatch(/^Name +test\n/)
    expect((await cli.run(['vm', 'show', uuid, '--xml'])).out).toContain(`<uuid>${uuid}</uuid>`)
    expect(JSON.parse((await cli.run(['vm', 'show', 'alpha/test', '--json'])).out).machines[0].uuid).toBe(
      uuid,
    )
    expect((await cli.run(['vm', 'show', 'nothing'])).code).toBe(exitCode.notFound)
  })

  test('a dry run changes nothing and shows the virsh line', async () => {
    const plan = await cli.run(['vm', 'pause', 'test', '--dry-run'])
    expect(plan.out).toMatch(/virsh -c '[^']+' suspend test\n/)
    expect((await cli.run(['vm', 'list', '--offline'])).out).toContain('running')
    const document = JSON.parse((await cli.run(['vm', 'pause', 'test', '--dry-run', '--json'])).out)
    expect(document).toMatchObject({
      schema: 'novacron.plan/1',
      plan: [{ name: 'test', state: 'running', nextState: 'paused', skip: null }],
    })
  })

  test('runs every verb, and libvirt’s word decides', async () => {
    const state = async () =>
      JSON.parse((await cli.run(['vm', 'list', '--json', '--where', 'name=test'])).out).machines[0].state
    for (const [verb, after] of [
      ['pause', 'paused'],
      ['resume', 'running'],
      ['reboot', 'running'],
      ['force-off', 'shutoff'],
      ['start', 'running'],
      ['save', 'shutoff'],
      ['start', 'running'],
      ['autostart', 'running'],
      ['no-autostart', 'running'],
      ['stop', 'shutoff'],
    ] as const) {
      const run = await cli.run(['vm', verb, 'test'])
      expect(run, verb).toMatchObject({ code: 0 })
      expect(await state(), verb).toBe(after)
    }
    const skipped = await cli.run(['vm', 'pause', 'test'])
    expect(skipped).toMatchObject({
      code: exitCode.partial,
      err: expect.stringContaining('skipped, it is shut off'),
    })
    expect((await cli.run(['vm', 'start', 'test', '--json'])).code).toBe(0)
    expect((await cli.run(['vm', 'start'])).code).toBe(exitCode.usage)
    expect((await cli.run(['vm', 'start', '--where', 'name:nothing'])).err).toContain('No machine matches.')
  })

  test('refuses a name that stands on two hosts, with the candidates', async () => {
    await cli.run(['host', 'add', uri(), '--name', 'beta'])
    const ambiguous = await cli.run(['vm', 'force-off', 'test'])
    expect(ambiguous.code).toBe(exitCode.notFound)
    expect(ambiguous.err).toContain('alpha/test, beta/test')
    expect((await cli.run(['vm', 'list', '--host', 'beta'])).out).not.toContain('alpha')
    expect((await cli.run(['vm', 'list', '--host', 'gamma'])).err).toContain('There is no host “gamma”')
    await cli.run(['host', 'remove', 'beta'])
  })

  test('exports the three formats', async () => {
    expect((await cli.run(['export', '--format', 'csv', '--offline'])).out.split('\r\n')[0]).toContain('name')
    expect((await cli.run(['export', '--format', 'markdown', '--offline'])).out).toMatch(/^\| /)
    expect(JSON.parse((await cli.run(['export'])).out).machines).toHaveLength(1)
  })

  test('prints one complete picture of the top', async () => {
    const once = await cli.run(['top', '--once', '--json'])
    expect(JSON.parse(once.out)).toMatchObject({ schema: 'novacron.top/1', machines: [{ name: 'test' }] })
    expect((await cli.run(['top', '--once'])).out).toMatch(/^HOST +NAME +CPU%/)
  })

  test('diagnoses a stored host and a URI stage by stage', async () => {
    const good = await cli.run(['host', 'test', 'alpha'])
    expect(good.code).toBe(0)
    expect(good.out).toMatch(/✔ libvirt version +libvirt 9/)
    const bad = await cli.run(['host', 'test', 'test+unix:///default?socket=/nonexistent', '--json'])
    expect(bad.code).toBe(exitCode.connection)
    expect(
      JSON.parse(bad.out).steps.find((step: { result: string }) => step.result === 'failed'),
    ).toMatchObject({
      problem: { code: 'socket.missing' },
    })
  })

  test('refuses a URI that can’t be read, at the character', async () => {
    const refused = await cli.run(['host', 'add', 'qemu+carrier://pigeon/system', '--no-connect'])
    expect(refused.code).toBe(exitCode.usage)
    expect(refused.err).toMatch(/carrier/)
  })

  test('while the application runs, speaks to its core; a second one hands over', async () => {
    const running = await startHeadless({ folder: cli.folder, port: 0 })
    try {
      expect((await cli.run(['vm', 'list'])).out).toMatch(/alpha +test +running/)
      const second = await cli.run(['serve'])
      expect(second.out).toMatch(/^NovaCron already runs here: http:\/\/127\.0\.0\.1:\d+\/\?token=/)
      const link = second.out.trim().split(' ').at(-1) ?? ''
      const answer = await fetch(link, { redirect: 'manual' })
      expect(answer.status).toBe(303)
    } finally {
      await running.close()
    }
  })

  test('lists what is stored, marked stale, when the daemon is gone, and says partial', async () => {
    await daemon.stop()
    const listed = await cli.run(['vm', 'list'])
    expect(listed.code).toBe(exitCode.partial)
    expect(listed.out).toMatch(/alpha +test +running \(stale\)/)
    expect(listed.err).toContain('novacron: alpha: ')
    expect((await cli.run(['vm', 'list', '--offline'])).code).toBe(0)
    expect((await cli.run(['vm', 'pause', 'test'])).err).toContain('alpha is not connected')
    expect((await cli.run(['host', 'remove', 'alpha'])).out).toBe('Removed alpha.\n')
    expect((await cli.run(['vm', 'list', '--offline'])).out).not.toContain('test ')
  })
})

test('answers --help everywhere and refuses unknown options', async () => {
  using cli = new TestCli()
  for (const args of [
    [],
    ['host'],
    ['host', 'add'],
    ['vm'],
    ['vm', 'list'],
    ['vm', 'shutdown'],
    ['top'],
    ['export'],
    ['serve'],
  ]) {
    const help = await cli.run([...args, '--help'])
    expect(help, args.join(' ')).toMatchObject({ code: 0, out: expect.stringContaining('Usage: novacron') })
  }
  expect((await cli.run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await cli.run(['vm', 'list', '--colour'])).code).toBe(exitCode.usage)
  expect((await cli.run(['teleport'])).code).toBe(exitCode.usage)
  expect((await cli.run(['serve', '--port', '99999'])).code).toBe(exitCode.usage)
  expect((await cli.run(['vm', 'shutdown', 'x', '--timeout', 'soon'])).code).toBe(exitCode.usage)
})
