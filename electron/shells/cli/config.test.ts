import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HostOptions } from '../../../shared/models/host.ts'
import { configSettings } from '../../../shared/settings/config.ts'
import { temporaryFolder } from '../../core/testing/store.ts'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

let cli: TestCli
beforeEach(async () => {
  cli = new TestCli()
  const added = [
    'host',
    'add',
    'test:///default',
    '--name',
    'kvm1',
    '--site',
    'Berlin/Rack 1',
    '--no-connect',
  ]
  expect((await cli.run(added)).code).toBe(0)
})
afterEach(() => cli[Symbol.dispose]())

const value = async (key: string, ...place: string[]) =>
  JSON.parse((await cli.run(['config', 'get', key, ...place])).out)

test('a value is said by the installation, a site or a host; the nearest wins, and inherited ones say of whom', async () => {
  const key = 'connections.keepaliveSeconds'
  const byDefault = await value(key)
  expect((await cli.run(['config', 'set', key, '7'])).code).toBe(0)
  expect((await cli.run(['config', 'set', key, '8', '--site', 'berlin'])).code).toBe(0)
  expect(await value(key, '--host', 'kvm1')).toBe(8)
  expect((await cli.run(['config', 'set', key, '9', '--host', 'kvm1'])).code).toBe(0)
  expect([
    await value(key),
    await value(key, '--site', 'Berlin / Rack 1'),
    await value(key, '--host', 'kvm1'),
  ]).toEqual([7, 8, 9])
  const listed = await cli.run(['config', 'list', 'connections', '--site', 'Berlin/Rack 1'])
  expect(listed.out).toMatch(/connections\.keepaliveSeconds +8 +site Berlin/)
  await cli.run(['config', 'reset', key, '--host', 'kvm1'])
  await cli.run(['config', 'reset', key, '--site', 'Berlin'])
  await cli.run(['config', 'reset', key])
  expect(await value(key, '--host', 'kvm1')).toBe(byDefault)
})

test('everything that the schema lets a place say is listed there, and nothing else', async () => {
  for (const place of [
    ['--site', 'Berlin'],
    ['--host', 'kvm1'],
  ]) {
    const { settings } = JSON.parse((await cli.run(['config', 'list', '--json', ...place])).out)
    const keys = settings.map((each: { key: string }) => each.key)
    expect(keys).toEqual(configSettings.filter(({ store }) => store.kind === 'option').map(({ key }) => key))
    expect(keys).toHaveLength(Object.keys(HostOptions.shape).length)
  }
})

test('a place that is not there, two places, and what a place can’t say are refused', async () => {
  const set = (...args: string[]) => cli.run(['config', 'set', ...args])
  expect((await set('connections.keepaliveSeconds', '7', '--site', 'Paris')).code).toBe(exitCode.notFound)
  expect((await set('connections.keepaliveSeconds', '7', '--host', 'kvm9')).code).toBe(exitCode.notFound)
  expect((await set('connections.keepaliveSeconds', '7', '--host', 'kvm1', '--site', 'Berlin')).code).toBe(
    exitCode.usage,
  )
  expect((await set('general.theme', 'dark', '--site', 'Berlin')).code).toBe(exitCode.notFound)
  expect((await set('connections.keepaliveSeconds', '0', '--host', 'kvm1')).code).toBe(exitCode.usage)
})

test('a file of 100 MB is refused before it is read, and nothing is changed', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'huge.json')
  writeFileSync(file, '{')
  truncateSync(file, 100_000_000)
  const before = await cli.run(['config', 'export'])
  const { code, err } = await cli.run(['config', 'import', file])
  expect({ code, err }).toEqual({
    code: exitCode.usage,
    err: expect.stringContaining('too large to be settings'),
  })
  expect((await cli.run(['config', 'export'])).out).toBe(before.out)
})
