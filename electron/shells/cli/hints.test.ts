import { expect, test } from 'vitest'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

test.each([
  [['list', 'vm'], 'novacron vm list)'],
  [['list'], 'novacron host list, novacron vm list'],
  [['start', 'web1'], 'novacron vm start)'],
  [['destroy', 'web1'], 'novacron vm force-off)'],
  [['web1', 'start'], null],
  [['vm', 'dumpxml', 'web1'], 'novacron vm show NAME --xml)'],
  [['dominfo', 'web1'], 'novacron vm show NAME)'],
  [['vm', 'console', 'web1'], 'virsh on the host can)'],
  [['vm', 'constructor'], null],
  [['version'], 'novacron --version)'],
])('%j is told what to type instead', async (args, hint) => {
  using cli = new TestCli()
  const { code, out, err } = await cli.run(args)
  expect([code, out]).toEqual([exitCode.usage, ''])
  if (hint === null) expect(err).not.toContain('novacron ')
  else expect(err).toContain(hint)
})

test.each([
  [['vm', 'list', 'state:running'], '(To choose among them: novacron vm list --where "state:running")'],
  [['vm', 'ls', 'memory>=8GiB', 'tag:db'], '--where "memory>=8GiB tag:db")'],
  [['vm', 'list', 'web1'], 'novacron vm list --where "name:web1")'],
  [['vm', 'list', '--all'], '(Without an option it is all of them: novacron vm list)'],
  [['vm', 'list', '--inactive'], '(Here it is: novacron vm list --where state:shutoff)'],
  [['vm', 'start', '--all'], '(Say it as a query: novacron vm start --where "name:*")'],
  [['host', 'list', 'foo'], '(add --help for the options)'],
  [['vm', 'list', '--nonsense'], '(add --help for the options)'],
  [['vm', 'list', '--offlin'], 'Did you mean --offline?'],
])('%j is told what may be meant', async (args, hint) => {
  using cli = new TestCli()
  const { code, out, err } = await cli.run(args)
  expect([code, out]).toEqual([exitCode.usage, ''])
  expect(err).toContain(hint)
})

test('a slip within the grammar is still likened to what it may mean', async () => {
  using cli = new TestCli()
  expect((await cli.run(['vm', 'strat', 'web1'])).err).toContain('Did you mean start?')
})

test('an empty table says what it means', async () => {
  using cli = new TestCli()
  expect((await cli.run(['vm', 'list'])).err).toContain('novacron host add')
  expect((await cli.run(['host', 'list', '--offline'])).err).toContain('novacron host add')
  const listed = await cli.run(['host', 'list', '--json'])
  expect([JSON.parse(listed.out).hosts, listed.err]).toEqual([[], ''])
})

test('a host is stored twice only under a name, and a key file that is not there is told at once', async () => {
  using cli = new TestCli()
  const add = (...args: string[]) => cli.run(['host', 'add', ...args, '--no-connect'])
  expect((await add('root@kvm1.invalid')).code).toBe(exitCode.ok)
  const again = await add('root@KVM1.invalid:22')
  expect(again.code).toBe(exitCode.usage)
  expect(again.err).toContain('That is “kvm1”, which is stored already')
  expect((await add('root@kvm1.invalid:2222')).code).toBe(exitCode.ok)
  expect((await add('root@kvm1.invalid', '--name', 'second')).code).toBe(exitCode.ok)
  const keyless = await add('root@kvm2.invalid', '--identity', `${cli.folder}/none`)
  expect(keyless.code).toBe(exitCode.usage)
  expect(keyless.err).toContain(`There is no key file ${cli.folder}/none.`)
})
