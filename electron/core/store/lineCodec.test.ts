import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeIds, encodeIds, hasRun, splitLines } from './lineCodec.ts'

describe('splitLines', () => {
  test('any text is its lines joined again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ', 'é', '\0') }), text => {
        expect(splitLines(text).join('\n')).toBe(text)
      }),
    )
  })

  test('a huge text is cut into few pieces and still comes back whole', () => {
    const text = Array.from({ length: 400_000 }, (_, index) => `<a>${index}</a>`).join('\n')
    const pieces = splitLines(text)
    expect(pieces.length).toBeLessThan(5_000)
    expect(pieces.join('\n')).toBe(text)
  })
})

describe('line ids', () => {
  test('are encoded as LEB128', () => {
    //                              1,    127,       128,            16384,                  2^31 - 1
    const bytes = [0x01, 0x7f, 0x80, 0x01, 0x80, 0x80, 0x01, 0xff, 0xff, 0xff, 0xff, 0x07]
    expect([...encodeIds([1, 127, 128, 16_384, 2 ** 31 - 1])]).toEqual(bytes)
    expect([...decodeIds(Buffer.from(bytes))]).toEqual([1, 127, 128, 16_384, 2 ** 31 - 1])
  })

  test('any list comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 31 - 1 })), ids => {
        expect([...decodeIds(encodeIds(ids))]).toEqual(ids)
      }),
    )
  })
})

describe('hasRun', () => {
  const marks = (...ids: number[]) => {
    const set = new Uint8Array(1_000)
    for (const id of ids) set[id] = 1
    return set
  }
  const ids = Uint32Array.of(5, 300, 7, 7, 900)

  test('one piece: any of the lines', () => {
    expect(hasRun(ids, 0, ids.length, [marks(300)])).toBe(true)
    expect(hasRun(ids, 0, ids.length, [marks(900, 4)])).toBe(true)
    expect(hasRun(ids, 0, ids.length, [marks(6, 299, 301)])).toBe(false)
    expect(hasRun(ids, 0, ids.length, [new Uint8Array(3)])).toBe(false)
  })

  test('only between start and end', () => {
    expect(hasRun(ids, 1, ids.length, [marks(5)])).toBe(false)
    expect(hasRun(ids, 0, 2, [marks(7)])).toBe(false)
  })

  test('several pieces: consecutive lines, from any start', () => {
    expect(hasRun(ids, 0, ids.length, [marks(300), marks(7)])).toBe(true)
    expect(hasRun(ids, 0, ids.length, [marks(7), marks(900)])).toBe(true)
    expect(hasRun(ids, 0, ids.length, [marks(5), marks(7)])).toBe(false)
    expect(hasRun(ids, 0, ids.length, [marks(900), marks(5)])).toBe(false)
    expect(hasRun(ids, 0, ids.length, [marks(300), undefined, marks(7)])).toBe(true)
    expect(hasRun(ids, 0, ids.length, [marks(7), undefined, marks(7)])).toBe(false)
  })
})
