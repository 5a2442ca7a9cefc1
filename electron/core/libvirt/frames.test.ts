import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LinkError } from './errors.ts'
import { FrameSplitter } from './frames.ts'

function frame(payload: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(payload.length + 4)
  return Buffer.concat([length, payload])
}

function drain(splitter: FrameSplitter): Buffer[] {
  const frames: Buffer[] = []
  for (let next = splitter.next(); next !== null; next = splitter.next()) frames.push(next)
  return frames
}

test('frames come out whole however the bytes are cut', () => {
  const payloads = fc.array(fc.uint8Array({ minLength: 24, maxLength: 300 }), { maxLength: 8 })
  fc.assert(
    fc.property(payloads, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, sizes) => {
      const splitter = new FrameSplitter()
      const bytes = Buffer.concat(sent.map(frame))
      const received: Buffer[] = []
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        splitter.push(bytes.subarray(at, at + size))
        received.push(...drain(splitter))
        at += size
      }
      expect(received.map(one => new Uint8Array(one))).toEqual(sent)
      expect(splitter.insideFrame).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('a frame larger than the first allocation is put together', () => {
  const payload = Buffer.alloc(5_000_001, 7)
  const splitter = new FrameSplitter()
  const bytes = frame(payload)
  for (let at = 0; at < bytes.length; at += 65_536) splitter.push(bytes.subarray(at, at + 65_536))
  expect(splitter.next()?.equals(payload)).toBe(true)
})

test('a whole frame is handed out without a copy', () => {
  const bytes = frame(Buffer.alloc(24))
  const splitter = new FrameSplitter()
  splitter.push(bytes)
  expect(splitter.next()?.buffer).toBe(bytes.buffer)
})

describe('lengths that no frame has', () => {
  test.each([0, 3, 4, 27, 33_554_437, 0x7fff_ffff, 0xffff_ffff])('%i', length => {
    const word = Buffer.alloc(4)
    word.writeUInt32BE(length)
    for (const cut of [4, 1]) {
      const splitter = new FrameSplitter()
      splitter.push(word.subarray(0, cut))
      if (cut < 4) {
        expect(splitter.next()).toBeNull()
        splitter.push(word.subarray(cut))
      }
      expect(() => splitter.next()).toThrow(LinkError)
    }
  })
})

test('the longest length allowed costs memory only as bytes come', () => {
  const before = process.memoryUsage().arrayBuffers
  const splitters = Array.from({ length: 50 }, () => {
    const splitter = new FrameSplitter()
    splitter.push(Buffer.from('0200000400', 'hex'))
    expect(splitter.next()).toBeNull()
    expect(splitter.insideFrame).toBe(true)
    return splitter
  })
  const grown = process.memoryUsage().arrayBuffers - before
  expect(grown).toBeLessThan(splitters.length * 2 * 2 ** 20)
})
