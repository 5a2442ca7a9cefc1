import { expect, test } from 'vitest'
import { remote } from './remote/index.ts'
import { callSized } from './sized.ts'
import { scriptedPair } from './testing/peer.ts'

test('asks for the number of parameters first, then for that many', async () => {
  const { client, peer } = scriptedPair()
  const asking = callSized(client, remote.nodeGetCpuStats, nparams => ({ cpuNum: -1, nparams, flags: 0 }))
  const first = await peer.expectCall(remote.nodeGetCpuStats)
  expect(first.args.nparams).toBe(0)
  peer.reply(first.header, remote.nodeGetCpuStats.ret, { params: [], nparams: 1 })
  const second = await peer.expectCall(remote.nodeGetCpuStats)
  expect(second.args.nparams).toBe(1)
  const answer = { params: [{ field: 'idle', value: 5 }], nparams: 1 }
  peer.reply(second.header, remote.nodeGetCpuStats.ret, answer)
  expect(await asking).toEqual(answer)
  await client.close()
})
