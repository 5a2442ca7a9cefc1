import { expect, test } from 'vitest'
import { startScriptedSsh } from '../../core/testing/scriptedSsh.ts'
import { TestCli } from '../testing/cli.ts'

test('a host whose question a person has answered is waited for until it has said more', async () => {
  await using server = await startScriptedSsh(context => context.accept())
  using cli = new TestCli()
  const uri = `test+ssh://somebody@127.0.0.1:${server.port}/default?known_hosts=${cli.folder}/none&sshauth=privkey`
  const added = await cli.run(['host', 'add', uri, '--name', 'alpha'], { answers: ['yes'] })
  expect(added.err).toContain('Trust it from now on?')
  // This server lets anybody in and opens nothing: the login has come and gone when the command ends.
  expect(server.attempts).toEqual(['none'])
  expect(added.err).toContain('stored but not reached')
  expect(added.err).not.toContain('The host key of')
})

test('a question that a person declines is asked once and ends the wait', async () => {
  await using server = await startScriptedSsh(context => context.accept())
  using cli = new TestCli()
  const uri = `test+ssh://somebody@127.0.0.1:${server.port}/default?known_hosts=${cli.folder}/none&sshauth=privkey`
  const added = await cli.run(['host', 'add', uri, '--name', 'alpha'], { answers: ['no', 'yes'] })
  expect(added.err.split('Trust it from now on?')).toHaveLength(2)
  expect(added.err).toContain('The host key of')
  expect(server.attempts).toEqual([])
})
