import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCode } from '../../../electron/shells/cli/exitCodes.ts'
import { fakeXml } from '../../../electron/core/inventory/testing/fakeDaemon.ts'
import { domainLifecycleEvent } from '../../../electron/core/libvirt/index.ts'
import { type CommandResult, waitFor } from '../index.ts'
import { describeWithLab } from '../vitest.ts'
import { FakeHost } from './fakeHost.ts'
import { PATIENCE_MS } from './harness.ts'
import { Program } from './program.ts'
import { SmallDisk } from './smallDisk.ts'

const uuid = (index: number) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
const names = ({ stdout }: CommandResult): string[] =>
  JSON.parse(stdout)
    .machines.map(({ name }: { name: string }) => name)
    .sort()

describeWithLab('a data folder on a disk that fails', () => {
  test('full: everything live goes on, nothing stored is lost, and storing goes on when there is space', async () => {
    await using disk = await SmallDisk.mount('8m')
    await using fake = await FakeHost.start()
    using program = new Program(join(disk.path, 'data'))
    const { inside } = disk
    const define = (from: number, to: number) => {
      for (let index = from; index < to; index++) {
        const noise = Array.from({ length: 40 }, (_, line) => `<!-- ${uuid(index * 1000 + line)} -->`).join(
          '\n',
        )
        const machine = fake.daemon.add({
          uuid: uuid(index),
          name: `vm${index}`,
          xml: fakeXml(`vm${index}`, uuid(index), noise),
        })
        fake.daemon.event(machine, domainLifecycleEvent.defined, 0)
      }
    }
    define(0, 20)
    expect((await program.run(['host', 'add', fake.uri, '--name', 'full'], { inside })).code).toBe(0)
    const stored = await program.run(['vm', 'list', '--offline', '--json'], { inside })
    expect(names(stored)).toHaveLength(20)

    const serving = await program.serve({ inside, env: { NOVACRON_LOG: 'warn' } })
    await disk.fill()
    define(20, 60)
    await waitFor(
      'the new machines, live',
      async () => names(await program.run(['vm', 'list', '--json'], { inside })).length === 60,
      PATIENCE_MS,
      500,
    )
    await serving.said('could not be stored')
    const refused = await program.run(
      ['host', 'add', 'qemu+ssh://127.0.0.1:1/system', '--name', `big-${'x'.repeat(150)}`, '--no-connect'],
      { inside },
    )
    if (refused.code !== 0) {
      expect(refused).toMatchObject({ code: exitCode.store, stderr: expect.stringMatching(/is full/) })
    }
    // A crash in that state costs what could not be stored, and nothing else.
    await serving.stop('SIGKILL')
    const after = await program.run(['vm', 'list', '--offline', '--json'], { inside })
    if (after.code === 0) expect(names(after).length).toBeGreaterThanOrEqual(20)
    else expect(after).toMatchObject({ code: exitCode.store, stderr: expect.stringMatching(/is full/) })

    disk.free()
    expect(
      names(await program.run(['vm', 'list', '--offline', '--json'], { inside })).length,
    ).toBeGreaterThanOrEqual(20)
    const again = await program.serve({ inside })
    await waitFor(
      'all to be stored',
      async () => names(await program.run(['vm', 'list', '--json'], { inside })).length === 60,
      PATIENCE_MS,
      500,
    )
    expect((await again.stop('SIGTERM')).code).toBe(0)
    expect(names(await program.run(['vm', 'list', '--offline', '--json'], { inside }))).toHaveLength(60)
    expect(readdirSync(disk.seen('data')).filter(name => name.includes('damaged'))).toEqual([])
  }, 180_000)

  test('read-only: said in one line with what to do, and nothing is touched', async () => {
    await using disk = await SmallDisk.mount('8m')
    using program = new Program(join(disk.path, 'data'))
    const { inside } = disk
    expect(
      (await program.run(['host', 'add', 'qemu+ssh://127.0.0.1:1/system', '--no-connect'], { inside })).code,
    ).toBe(0)
    await disk.remount('ro')
    for (const command of [['host', 'list', '--offline'], ['serve']]) {
      const ended = await program.run(command, { inside })
      expect(ended, command.join(' ')).toMatchObject({ code: exitCode.store, stdout: '' })
      expect(ended.stderr).toMatch(/can't write to its data folder.*\n {2}.*NOVACRON_HOME/)
    }
    const missing = await program.run(['vm', 'list'], {
      inside,
      env: { NOVACRON_HOME: join(disk.path, 'other', 'data') },
    })
    expect(missing).toMatchObject({ code: exitCode.store, stderr: expect.stringContaining('NOVACRON_HOME') })
    await disk.remount('rw')
    expect((await program.run(['host', 'list', '--offline'], { inside })).stdout).toContain('127.0.0.1')
  }, 120_000)
})
