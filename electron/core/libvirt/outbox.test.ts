import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { Outbox } from './outbox.ts'

/** A transport that keeps what it is given and takes the next write only when told. */
class SlowDuplex extends Duplex {
  readonly written: string[] = []
  takeMore: (() => void) | null = null
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(chunk.toString())
    this.takeMore = done
  }
  override _read(): void {
    // Nothing comes from this side.
  }
}

test('frames of one turn go out as one write, in order', async () => {
  const duplex = new SlowDuplex()
  const outbox = new Outbox(duplex)
  outbox.send(Buffer.from('a'))
  outbox.send(Buffer.from('b'))
  expect(duplex.written).toEqual([])
  await Promise.resolve()
  expect(duplex.written).toEqual(['ab'])
  expect(outbox.bytesOut).toBe(2)
})

test('a full transport is waited for, and its end frees who waits', async () => {
  const duplex = new SlowDuplex({ writableHighWaterMark: 4 })
  const outbox = new Outbox(duplex)
  outbox.send(Buffer.alloc(8))
  outbox.flush()
  expect(outbox.full).toBe(true)
  const clear: string[] = []
  outbox.whenClear(() => clear.push('drained'))
  expect(clear).toEqual([])
  duplex.takeMore?.()
  await expect.poll(() => clear).toEqual(['drained'])
  outbox.whenClear(() => clear.push('at once'))
  outbox.send(Buffer.alloc(8))
  outbox.flush()
  outbox.whenClear(() => clear.push('ended'))
  outbox.end()
  expect(clear).toEqual(['drained', 'at once', 'ended'])
})

test('a large batch does not wait for the turn to end', () => {
  const duplex = new SlowDuplex()
  const outbox = new Outbox(duplex)
  outbox.send(Buffer.alloc(200_000))
  expect(outbox.bytesOut).toBe(200_000)
})
