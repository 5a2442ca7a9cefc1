import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { connectLibvirt } from './client.ts'
import { remote } from './remote/index.ts'

async function destroyed(reason?: Error): Promise<PassThrough> {
  const duplex = new PassThrough()
  duplex.on('error', () => {})
  const closed = new Promise(resolve => duplex.once('close', resolve))
  duplex.destroy(reason)
  await closed
  return duplex
}

test('a connection that failed before it was handed over ends with its reason, and so do its calls', async () => {
  const client = connectLibvirt(await destroyed(new Error('helper: no such socket')))
  expect(await client.closed).toMatchObject({ kind: 'transport', message: 'helper: no such socket' })
  const call = client.call(remote.connectGetHostname, undefined)
  await expect(call).rejects.toMatchObject({ name: 'LinkError' })
})

test('a connection that was closed before it was handed over is closed', async () => {
  const client = connectLibvirt(await destroyed())
  expect(await client.closed).toMatchObject({ kind: 'closed' })
})
