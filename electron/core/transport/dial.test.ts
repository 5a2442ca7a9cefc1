import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { dial, errorCode, resolveName, seconds } from './dial.ts'

const never = () => new AbortController().signal

test('a literal address is itself, localhost is known, nonsense is not', async () => {
  expect(await resolveName('127.0.0.1', 1_000, never())).toEqual(['127.0.0.1'])
  expect(await resolveName('::1', 1_000, never())).toEqual(['::1'])
  expect(await resolveName('localhost', 5_000, never())).toContain('127.0.0.1')
  await expect(resolveName('no-such-host.invalid', 5_000, never())).rejects.toMatchObject({
    code: 'resolve.failed',
  })
})

test('the first address that answers wins, one that refuses makes way at once', async () => {
  const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  try {
    // Nothing listens on this port at the second loopback address.
    const socket = await dial(['127.0.0.2', '127.0.0.1'], port, 5_000, never())
    expect(socket.remoteAddress).toBe('127.0.0.1')
    socket.destroy()
    const bound = await dial(['127.0.0.1'], port, 5_000, never(), '127.0.0.3')
    expect(bound.localAddress).toBe('127.0.0.3')
    bound.destroy()
    const problem = dial(['127.0.0.2', '127.0.0.3'], port, 5_000, never())
    await expect(problem).rejects.toMatchObject({
      code: 'tcp.refused',
      data: { causes: ['ECONNREFUSED', 'ECONNREFUSED'] },
    })
  } finally {
    server.close()
  }
})

test('an address that can’t be reached from here', async () => {
  // A local address that isn't ours: the kernel refuses before anything is sent.
  const problem = dial(['127.0.0.1'], 9, 5_000, never(), '192.0.2.1')
  await expect(problem).rejects.toMatchObject({ code: 'tcp.unreachable' })
})

test('an abort ends it', async () => {
  const abort = new AbortController()
  abort.abort()
  await expect(dial(['127.0.0.1'], 9, 5_000, abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
})

test('words for times and codes', () => {
  expect([seconds(150), seconds(1_000), seconds(1_550)]).toEqual(['150 ms', '1 s', '1.6 s'])
  expect(errorCode(Object.assign(new Error('x'), { code: 'EX' }))).toBe('EX')
  expect([errorCode(new Error('x')), errorCode(null), errorCode({ code: 3 })]).toEqual([
    'unknown',
    'unknown',
    'unknown',
  ])
})
