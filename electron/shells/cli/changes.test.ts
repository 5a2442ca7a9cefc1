import { expect, test } from 'vitest'
import { openStore } from '../../core/store/index.ts'
import { hostRecord } from '../../core/testing/store.ts'
import { TestCli } from '../testing/cli.ts'
import { exitCode } from './exitCodes.ts'

test('tells offline what is stored of changes, as a table and as the documented JSON', async () => {
  using cli = new TestCli()
  const store = openStore(cli.folder)
  const record = hostRecord(1, { name: 'alpha', autoConnect: false })
  const nowMs = Date.now()
  const pool = (name: string, more: object) => ({ key: name, value: { name, ...more }, xml: null })
  store.hosts.insert(record)
  store.resources.replace(
    record.id,
    'pool',
    [pool('iso', { state: 'running', capacityBytes: 2 ** 30 })],
    nowMs - 9e7,
  )
  const now = [pool('iso', { state: 'inactive', capacityBytes: 2 ** 31 }), pool('new', {})]
  store.resources.replace(record.id, 'pool', now, nowMs - 3_600_000)
  store.close()

  const { code, out } = await cli.run(['changes', '--offline', '--since', '2h'])
  expect(code).toBe(0)
  expect(out).toMatch(/^SEEN +HOST +KIND +SUBJECT +WHAT CHANGED\n/)
  expect(out).toMatch(/ – .* alpha +pool +new +appeared\n/)
  expect(out).toContain('state: running → inactive, capacityBytes: 1 GiB → 2 GiB')
  const document = JSON.parse((await cli.run(['changes', '--offline', '--json', '--host', 'alpha'])).out)
  expect(document).toMatchObject({ schema: 'novacron.changes/1', more: false })
  expect(document.changes).toHaveLength(2)
  expect(document.changes[0]).toEqual({
    at: new Date(nowMs - 3_600_000).toISOString(),
    after: new Date(nowMs - 9e7).toISOString(),
    host: 'alpha',
    kind: 'pool',
    subject: 'new',
    key: 'new',
    change: 'appeared',
    fields: [],
    times: 1,
    present: true,
  })
  expect((await cli.run(['changes', '--offline', '--since', '1min'])).out).not.toContain('alpha')
  const wrong = await cli.run(['changes', '--offline', '--since', 'yesterday-ish'])
  expect(wrong.code).toBe(exitCode.usage)
  expect(wrong.err).toContain('neither a time span nor a time')
})

test('says of what changed and changed back that it is so again', async () => {
  using cli = new TestCli()
  const store = openStore(cli.folder)
  const record = hostRecord(1, { name: 'alpha', autoConnect: false })
  store.hosts.insert(record)
  const nowMs = Date.now()
  for (const [at, state] of ['running', 'inactive', 'running'].entries())
    store.resources.replace(
      record.id,
      'pool',
      [{ key: 'iso', value: { name: 'iso', state }, xml: null }],
      nowMs - 90_000 + at * 30_000,
    )
  store.close()
  const { out } = await cli.run(['changes', '--offline'])
  expect(out).toMatch(/ iso +state: running again \(2 times\)\n/)
})
