import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectGetAllDomainStatsFlags as flag, domainState, errorCode, remote } from '../libvirt/index.ts'
import { BulkStats } from './bulkStats.ts'
import { FakeDaemon, Refusal } from './testing/fakeDaemon.ts'
import { TestDirectory } from './testing/liveHost.ts'

const options = { signal: new AbortController().signal, timeoutMs: 5000 }
let directory: TestDirectory
let daemon: FakeDaemon
let stats: BulkStats
let asked: number[]

beforeEach(async () => {
  directory = new TestDirectory()
  daemon = new FakeDaemon()
  daemon.add({ uuid: '00000000-0000-4000-8000-000000000001', name: 'on', id: 1, state: domainState.running })
  daemon.add({ uuid: '00000000-0000-4000-8000-000000000002', name: 'off' })
  const { id } = directory.addHost('alpha')
  stats = new BulkStats(await directory.goLive(id, daemon.connect(), { uri: 'qemu:///system' }))
  asked = []
})
afterEach(() => directory.close())

/** A server that refuses calls with any of these flags. */
function refusing(flags: number, code: number = errorCode.invalidArg) {
  daemon.before = (name, args) => {
    if (name !== 'connectGetAllDomainStats') return
    const given = (args as { flags: number }).flags
    asked.push(given)
    if ((given & flags) !== 0 || flags === 0) throw new Refusal(code, 'unsupported flags')
  }
}

test('never waits for a busy machine, and of running machines asks for those alone', async () => {
  refusing(0x4000_0000)
  expect((await stats.active(1, options))?.map(record => record.dom.name)).toEqual(['on'])
  expect((await stats.all(1, options))?.map(record => record.dom.name)).toEqual(['on', 'off'])
  expect(asked).toEqual([flag.nowait | flag.active, flag.nowait])
})

test('a server that knows no such flag is asked without it from then on', async () => {
  refusing(flag.nowait)
  await stats.active(1, options)
  await stats.active(1, options)
  expect(asked).toEqual([flag.nowait | flag.active, flag.active, flag.active])
})

test('a driver that cannot filter tells of all', async () => {
  refusing(flag.nowait | flag.active)
  expect(await stats.active(1, options)).toHaveLength(2)
  expect(asked.at(-1)).toBe(0)
  expect(stats.supported).toBe(true)
})

test('a driver without bulk statistics is asked no more once it has said so', async () => {
  refusing(0, errorCode.noSupport)
  expect(await stats.active(1, options)).toBeNull()
  const calls = daemon.count(remote.connectGetAllDomainStats)
  expect([await stats.all(1, options), stats.supported]).toEqual([null, false])
  expect(daemon.count(remote.connectGetAllDomainStats)).toBe(calls)
})

test('any other refusal is the caller’s to hear, and changes nothing', async () => {
  refusing(0, errorCode.internalError)
  await expect(stats.active(1, options)).rejects.toMatchObject({ code: errorCode.internalError })
  expect(stats.supported).toBe(true)
})
