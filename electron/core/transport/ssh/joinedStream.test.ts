import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { JoinedStream } from './joinedStream.ts'

function make(options: { highWaterMark?: number } = {}) {
  const source = new PassThrough(options)
  const sink = new PassThrough(options)
  let released = 0
  const stream = new JoinedStream(source, sink, () => released++)
  return { source, sink, stream, released: () => released }
}

test('passes both ways, and says whether the peer has spoken', async () => {
  const { source, sink, stream } = make()
  expect(stream.answered).toBe(false)
  stream.write('out')
  expect(String((await once(sink, 'data'))[0])).toBe('out')
  source.write('in')
  expect(String((await once(stream, 'data'))[0])).toBe('in')
  expect(stream.answered).toBe(true)
})

test('a full sink holds the writer back until it drains', async () => {
  const { sink, stream } = make({ highWaterMark: 10 })
  let done = false
  stream.write(Buffer.alloc(100), () => {
    done = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(done).toBe(false)
  sink.resume()
  await new Promise(resolve => setTimeout(resolve, 10))
  expect(done).toBe(true)
})

test('the peer gone: what came is still read, a write that waits fails, so does the next', async () => {
  const { source, stream, released } = make({ highWaterMark: 10 })
  const failures: unknown[] = []
  stream.on('error', error => failures.push(error))
  source.write('last words')
  await new Promise(resolve => setImmediate(resolve))
  const waiting = new Promise(resolve => stream.write(Buffer.alloc(100), resolve))
  stream.peerClosed()
  expect(await waiting).toMatchObject({ code: 'EPIPE' })
  await new Promise(resolve => setTimeout(resolve, 5))
  expect(failures).toMatchObject([{ code: 'EPIPE' }])
  expect(released()).toBe(1)
})

test('an orderly end of the source ends and closes the stream', async () => {
  const { source, sink, stream, released } = make()
  stream.resume()
  const closed = once(stream, 'close')
  source.end()
  await closed
  expect([sink.writableEnded, released()]).toEqual([true, 1])
})

test('destroying releases once, at once, with the reason', async () => {
  const { stream, released } = make()
  const failed = once(stream, 'error')
  stream.destroy(new Error('why'))
  expect((await failed)[0].message).toBe('why')
  stream.destroy()
  expect(released()).toBe(1)
})
