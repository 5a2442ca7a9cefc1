import { closeSync, existsSync, openSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exitCode } from '../../../electron/shells/cli/exitCodes.ts'
import { connectLibvirt, type LibvirtClient } from '../../../electron/core/libvirt/index.ts'
import {
  connectUnix,
  libvirtdMissing,
  startLibvirtd,
  type TestLibvirtd,
} from '../../../electron/core/testing/libvirtd.ts'
import { Connection } from '../../../electron/core/store/database.ts'
import { lockFolder } from '../../../electron/core/store/index.ts'
import { type CommandResult, waitFor } from '../index.ts'
import { TestCli } from '../../../electron/shells/testing/cli.ts'
import { TestCore } from './harness.ts'
import { Program } from './program.ts'

const withoutStack = ({ stderr }: CommandResult) => !/\n\s+at |node:internal|Warning:/.test(stderr)

let program: Program
beforeEach(() => {
  program = new Program()
})
afterEach(() => program[Symbol.dispose]())

/** The folder as a process that ended must leave it: free, without a socket, whole. The audit has a key from the first act on. */
function expectLeftClean(folder = program.folder, hadActs = true): void {
  const whole = [...(hadActs ? ['audit.key'] : []), 'backups', 'lock.sqlite', 'novacron.sqlite']
  expect(readdirSync(folder).sort()).toEqual(whole)
  const lock = lockFolder(folder)
  expect(lock).not.toBeNull()
  lock?.close()
}

describe.skipIf(libvirtdMissing() !== null)('the command line as a process', () => {
  let daemon: TestLibvirtd
  let keeper: LibvirtClient
  beforeAll(async () => {
    daemon = await startLibvirtd()
    // The test driver forgets everything when its last client leaves.
    keeper = connectLibvirt(await connectUnix(daemon.socket), { keepalive: null })
    await keeper.open({ uri: 'test:///default' })
  })
  afterAll(async () => {
    await keeper?.close()
    await daemon?.stop()
  })
  const addHost = async () => {
    const added = await program.runHere([
      'host',
      'add',
      daemon.clientUri('test', '/default'),
      '--name',
      'alpha',
    ])
    expect(added).toMatchObject({ code: 0, err: '' })
  }

  describe('told to end', () => {
    test.each(['SIGINT', 'SIGHUP'] as const)(
      'by %s while it waits for a host: 130',
      async signal => {
        await addHost()
        daemon.freeze()
        try {
          const waiting = program.start(['vm', 'list'])
          await waitFor('its core', () => existsSync(join(program.folder, 'novacron.sqlite-wal')))
          await sleep(300)
          const ended = await waiting.stop(signal)
          expect(ended).toMatchObject({ code: exitCode.cancelled, stdout: '' })
          expect(withoutStack(ended)).toBe(true)
        } finally {
          daemon.thaw()
        }
        expectLeftClean()
      },
      90_000,
    )

    test.each(['SIGINT', 'SIGTERM'] as const)(
      'by %s while it serves: 0',
      async signal => {
        await addHost()
        const ended = await (await program.serve()).stop(signal)
        expect(ended.code).toBe(exitCode.ok)
        expect(withoutStack(ended)).toBe(true)
        expectLeftClean()
      },
      90_000,
    )

    test('twice: at once', async () => {
      await addHost()
      daemon.freeze()
      try {
        const waiting = program.start(['vm', 'list'])
        await waitFor('its core', () => existsSync(join(program.folder, 'novacron.sqlite-wal')))
        waiting.child.kill('SIGINT')
        const ended = await waiting.stop('SIGINT')
        expect(ended.code === exitCode.cancelled || waiting.child.signalCode === 'SIGINT').toBe(true)
      } finally {
        daemon.thaw()
      }
    }, 90_000)
  })

  describe('whose output goes nowhere', () => {
    test('ends quietly when its reader has gone (| head)', async () => {
      await addHost()
      const listing = program.start(['vm', 'list'])
      listing.child.stdout?.destroy()
      const ended = await listing.end()
      expect(ended).toMatchObject({ code: exitCode.ok, stderr: '' })
    }, 90_000)

    test('goes on without standard error', async () => {
      const asking = program.start(['vm', 'show', 'nobody', '--offline'])
      asking.child.stderr?.destroy()
      expect((await asking.end()).code).toBe(exitCode.notFound)
    }, 90_000)

    test.runIf(existsSync('/dev/full'))(
      'says that the disk is full',
      async () => {
        const full = openSync('/dev/full', 'w')
        try {
          const ended = await program
            .start(['vm', 'list', '--offline'], { stdio: ['ignore', full, 'pipe'] })
            .end()
          expect(ended).toMatchObject({
            code: exitCode.internal,
            // Behind what it says of an empty fleet.
            stderr: expect.stringMatching(/(?:^|\n)novacron: .*ENOSPC.*\n$/),
          })
        } finally {
          closeSync(full)
        }
      },
      90_000,
    )
  })

  describe('several on one data folder', () => {
    test('three at once all answer', async () => {
      await addHost()
      const ended = await Promise.all(Array.from({ length: 3 }, () => program.run(['vm', 'list'])))
      for (const one of ended)
        expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('alpha') })
      expectLeftClean()
    }, 90_000)

    test('beside a top that stays; serving beside it is refused with words', async () => {
      await addHost()
      const top = program.start(['top'])
      await top.said('alpha')
      expect((await program.run(['vm', 'list'])).stdout).toContain('alpha')
      expect(await program.run(['serve'])).toMatchObject({
        code: exitCode.store,
        stderr: expect.stringContaining('already runs'),
      })
      const ended = await top.stop('SIGINT')
      expect([exitCode.ok, exitCode.cancelled]).toContain(ended.code)
      expect(withoutStack(ended)).toBe(true)
      expectLeftClean()
    }, 90_000)

    test('a frozen one is named after a bounded wait; a killed one too, and its work is not called done', async () => {
      await addHost()
      const serving = await program.serve()
      const top = program.start(['top'])
      await top.said('alpha')
      serving.child.kill('SIGSTOP')
      expect(await program.run(['vm', 'list'])).toMatchObject({
        code: exitCode.store,
        stdout: '',
        stderr: expect.stringContaining('does not answer'),
      })
      await serving.stop('SIGKILL')
      expect(await top.end()).toMatchObject({
        code: exitCode.store,
        stderr: expect.stringContaining('has ended'),
      })
      // The socket it left is no obstacle.
      expect((await program.run(['vm', 'list'])).stdout).toContain('alpha')
    }, 120_000)
  })

  test('killed at any moment, the inventory is there when it is opened again', async () => {
    await addHost()
    for (const afterMs of [0, 300, 1_200]) {
      const serving = program.start(['serve'])
      await sleep(300 + afterMs)
      await serving.stop('SIGKILL')
      const { code, stdout } = await program.run(['vm', 'list', '--offline', '--json'])
      expect(code).toBe(0)
      expect(JSON.parse(stdout).machines).toMatchObject([
        { host: 'alpha', name: 'test', vcpus: 2, stale: true },
      ])
    }
    // What the killed ones left of their socket goes with the next that serves.
    await (await program.serve()).stop('SIGTERM')
    expectLeftClean()
  }, 120_000)
})

describe('a command line that is told nonsense', () => {
  test.each([
    ['a file in the data folder’s place', (base: string) => join(base, 'file'), /is not a folder/],
    ['a folder that no file system makes', () => '/proc/novacron', /failed|can't/],
  ])(
    'NOVACRON_HOME names %s',
    async (_what, at, words) => {
      writeFileSync(join(program.base, 'file'), 'mine')
      for (const command of [['vm', 'list'], ['serve']]) {
        const ended = await program.run(command, { env: { NOVACRON_HOME: at(program.base) } })
        expect(ended).toMatchObject({
          code: exitCode.store,
          stdout: '',
          stderr: expect.stringMatching(words),
        })
        expect(withoutStack(ended)).toBe(true)
      }
    },
    90_000,
  )

  test('without HOME it keeps its data where XDG_DATA_HOME says', async () => {
    const bare = { NOVACRON_HOME: '', XDG_DATA_HOME: program.base }
    const ended = await program.run(['vm', 'list'], { inside: ['env', '-u', 'HOME'], env: bare })
    expect(ended.code).toBe(0)
    expectLeftClean(join(program.base, 'novacron'), false)
  }, 90_000)

  test('an empty --where or --host of a verb never means the whole fleet', async () => {
    using cli = new TestCli()
    for (const args of [
      ['vm', 'force-off', '--where', ''],
      ['vm', 'force-off', '--where', ' \u3000 ', '--dry-run'],
    ])
      expect(await cli.run(args)).toMatchObject({
        code: exitCode.usage,
        err: expect.stringContaining('every machine'),
      })
    for (const args of [
      ['vm', 'force-off', '--where', 'name:*', '--host', ''],
      ['vm', 'list', '--offline', '--host', ''],
    ])
      expect((await cli.run(args)).code).toBe(exitCode.notFound)
  })

  test('a host that can’t be added leaves no site behind', async () => {
    using cli = new TestCli()
    for (const uri of ['', 'quemu+ssh://x/system', `qemu+ssh://${'x'.repeat(3000)}/system`])
      expect((await cli.run(['host', 'add', uri, '--site', 'Attic/Shelf'])).code, uri).toBe(exitCode.usage)
    await using core = await TestCore.open({ folder: cli.folder })
    for await (const event of await core.client.hosts.watch()) {
      expect(event).toMatchObject({ type: 'snapshot', sites: [], hosts: [] })
      break
    }
  })

  test('a database from the future is refused untouched; a damaged one is set aside and named', async () => {
    using cli = new TestCli()
    const offline = ['host', 'list', '--offline']
    const added = await cli.run([
      'host',
      'add',
      'qemu+ssh://127.0.0.1:1/system',
      '--name',
      'kept',
      '--no-connect',
    ])
    expect(added.code).toBe(0)
    const file = join(cli.folder, 'novacron.sqlite')
    const setVersion = (version: number) => {
      const connection = new Connection(file)
      const [before] = connection.column<number>('PRAGMA user_version')
      connection.pragma(`user_version = ${version}`)
      connection.close()
      return before ?? 0
    }
    const version = setVersion(9999)
    expect(await cli.run(offline)).toMatchObject({
      code: exitCode.store,
      err: expect.stringMatching(/newer/),
    })
    expect(readdirSync(cli.folder).filter(name => name.includes('damaged'))).toEqual([])
    setVersion(version)
    expect((await cli.run(offline)).out).toContain('kept')
    writeFileSync(file, 'this is no database at all, and never was one '.repeat(100))
    expect(await cli.run(offline)).toMatchObject({ code: 0, err: expect.stringMatching(/damaged/) })
    expect(readdirSync(cli.folder).some(name => name.includes('damaged'))).toBe(true)
  })
})
