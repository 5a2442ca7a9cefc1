import { expect, test } from 'vitest'
import { testDraft } from '../../core/audit/testing/log.ts'
import { createCore } from '../../core/core.ts'
import { createLog } from '../../core/log.ts'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

test('tables are written as the person chose for the window; documents for programs never change', async () => {
  using cli = new TestCli()
  const core = await createCore({ folder: cli.folder, shell: 'test', log: createLog('silent') })
  core.audit.record(testDraft({ object: 'web' }))
  await core.close()
  const entry = async () =>
    JSON.parse((await cli.run(['audit', 'list', '--act', 'machines.operate', '--json'])).out).entries[0]
  const before = await entry()

  for (const [key, value] of [
    ['general.timeZone', 'utc'],
    ['general.clock', '12h'],
    ['general.sizes', 'decimal'],
  ] as const)
    expect(await cli.run(['config', 'set', key, value])).toMatchObject({
      code: 0,
      err: `${key} = "${value}"\n`,
    })
  expect((await cli.run(['config', 'get', 'general.sizes'])).out).toBe('"decimal"\n')
  expect((await cli.run(['config', 'set', 'general.clock', '25h'])).code).toBe(exitCode.usage)

  const { out } = await cli.run(['audit', 'list', '--act', 'machines.operate'])
  expect(out).toMatch(/^NO +WHEN \(UTC\) /)
  expect(out).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [AP]M/)
  expect(await entry()).toEqual(before)

  await cli.run(['config', 'reset', 'general.timeZone'])
  expect((await cli.run(['audit', 'list'])).out).toMatch(/^NO +WHEN /)
})
