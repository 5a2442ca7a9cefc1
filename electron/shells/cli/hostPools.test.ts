import { expect, test } from 'vitest'
import { openStore } from '../../core/store/index.ts'
import { hostRecord } from '../../core/testing/store.ts'
import { TestCli } from '../testing/cli.ts'

test('host show says which pools do not answer, and calls them by their state in JSON', async () => {
  using cli = new TestCli()
  const store = openStore(cli.folder)
  const record = hostRecord(1, { name: 'alpha', autoConnect: false })
  store.hosts.insert(record)
  const sizes = { capacityBytes: 2 ** 31, allocationBytes: 2 ** 30, availableBytes: 2 ** 30 }
  const pool = (name: string, state: string) => ({
    key: name,
    value: { name, uuid: name, state, type: 'dir', path: `/${name}`, ...sizes },
    xml: null,
  })
  const pools = [pool('a', 'running'), pool('b', 'unanswered'), pool('c', 'unread')]
  store.resources.replace(record.id, 'pool', pools, Date.now())
  store.close()
  const { out } = await cli.run(['host', 'show', 'alpha', '--offline'])
  expect(out).toMatch(/^Pools +a {2}running {2}dir {2}\/a {2}1 GiB of 2 GiB$/m)
  expect(out).toMatch(/^ +b {2}does not answer, as last read: {2}dir {2}\/b {2}1 GiB of 2 GiB$/m)
  expect(out).toMatch(/^ +c {2}not read now, as last read: {2}dir/m)
  const shown = JSON.parse((await cli.run(['host', 'show', 'alpha', '--offline', '--json'])).out)
  expect(shown.pools.map(({ state }: { state: string }) => state)).toEqual([
    'running',
    'unanswered',
    'unread',
  ])
})

test('host show does not take pools that were never read for none', async () => {
  using cli = new TestCli()
  const store = openStore(cli.folder)
  const record = hostRecord(1, { name: 'alpha', autoConnect: false })
  store.hosts.insert(record)
  store.close()
  const pools = async () => {
    const { out } = await cli.run(['host', 'show', 'alpha', '--offline'])
    const shown = JSON.parse((await cli.run(['host', 'show', 'alpha', '--offline', '--json'])).out)
    return [out.match(/^Pools +(.*)$/m)?.[1], shown.pools]
  }
  expect(await pools()).toEqual(['not known', null])
  const again = openStore(cli.folder)
  again.resources.replace(record.id, 'pool', [], Date.now())
  again.close()
  expect(await pools()).toEqual(['–', []])
})
