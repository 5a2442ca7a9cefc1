import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bool,
  bytes,
  type Codec,
  decode,
  double,
  encode,
  i32,
  i64,
  nothing,
  opaque,
  string,
  u32,
  u64,
} from './codec.ts'
import { list, optional, struct } from './compound.ts'
import { XdrError } from './error.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s+/g, ''), 'hex')

describe('bytes as RFC 4506 has them', () => {
  const cases: [string, Codec<unknown>, unknown, string][] = [
    ['int', i32, -2, 'ff ff ff fe'],
    ['unsigned int', u32, 0xffff_fffe, 'ff ff ff fe'],
    ['hyper', i64, -2, 'ff ff ff ff ff ff ff fe'],
    ['hyper below what a double holds', i64, -(2n ** 63n), '80 00 00 00 00 00 00 00'],
    ['unsigned hyper', u64, 0x1_0000_0001, '00 00 00 01 00 00 00 01'],
    ['the largest exact number', u64, Number.MAX_SAFE_INTEGER, '00 1f ff ff ff ff ff ff'],
    ['the first that is not', u64, 2n ** 53n, '00 20 00 00 00 00 00 00'],
    ['the largest unsigned hyper', u64, 2n ** 64n - 1n, 'ff ff ff ff ff ff ff ff'],
    ['double', double, 1.5, '3f f8 00 00 00 00 00 00'],
    ['bool', bool, true, '00 00 00 01'],
    ['string with padding', string(9), 'hé', '00 00 00 03 68 c3 a9 00'],
    ['empty string', string(0), '', '00 00 00 00'],
    ['bytes', bytes(5), Uint8Array.of(1, 2, 3, 4, 5), '00 00 00 05 01 02 03 04 05 00 00 00'],
    ['opaque', opaque(3), Uint8Array.of(1, 2, 3), '01 02 03 00'],
    ['absent', optional(i32), null, '00 00 00 00'],
    ['present', optional(i32), 7, '00 00 00 01 00 00 00 07'],
    ['list', list(i32, 2), [1, 2], '00 00 00 02 00 00 00 01 00 00 00 02'],
    ['struct', struct({ a: u32, b: string(4) }), { a: 1, b: 'x' }, '00 00 00 01 00 00 00 01 78 00 00 00'],
    ['nothing', nothing, undefined, ''],
  ]
  test.each(cases)('%s', (_name, codec, value, wire) => {
    expect(encode(codec, value)).toEqual(hex(wire))
    expect(decode(codec, hex(wire))).toEqual(value)
  })
})

describe('what is refused when reading', () => {
  const cases: [string, Codec<unknown>, string, RegExp][] = [
    ['bytes missing', i32, '00 00 00', /4 bytes are needed, 3 are left/],
    ['bytes left over', i32, '00 00 00 00 00', /left over/],
    ['a string over its limit', string(3), '00 00 00 04 61 61 61 61', /limit of 3/],
    ['a string longer than the message', string(99), '00 00 00 04 61', /more than the 1 bytes left/],
    ['a string without its padding', string(99), '00 00 00 01 61', /4 bytes are needed/],
    ['a list over its limit', list(i32, 1), '00 00 00 02 00 00 00 01 00 00 00 02', /limit of 1/],
    [
      'a list the message cannot hold',
      list(i64, 2 ** 31),
      '7f ff ff ff 00 00 00 00',
      /more than the 4 bytes/,
    ],
    ['a boolean of 2', bool, '00 00 00 02', /not a boolean/],
    ['an option of 256', optional(i32), '00 00 01 00 00 00 00 00', /not a boolean/],
  ]
  test.each(cases)('%s', (_name, codec, wire, why) => {
    expect(() => decode(codec, hex(wire))).toThrow(XdrError)
    expect(() => decode(codec, hex(wire))).toThrow(why)
  })
})

describe('what is refused when writing', () => {
  const cases: [string, Codec<unknown>, unknown][] = [
    ['a fraction', i32, 1.5],
    ['an int out of range', i32, 2 ** 31],
    ['a negative unsigned int', u32, -1],
    ['an inexact number as hyper', u64, 2 ** 53],
    ['a negative unsigned hyper', u64, -1n],
    ['an unsigned hyper out of range', u64, 2n ** 64n],
    ['a hyper out of range', i64, 2n ** 63n],
    ['a string over its limit in bytes', string(3), 'éé'],
    ['a NUL, which the peer would cut at', string(9), 'a\0b'],
    ['half a surrogate pair', string(9), '\ud800'],
    ['opaque of another length', opaque(16), new Uint8Array(15)],
    ['too many elements', list(i32, 1), [1, 2]],
  ]
  test.each(cases)('%s', (_name, codec, value) => {
    expect(() => encode(codec, value)).toThrow(XdrError)
  })
})

test('every value comes back as it went', () => {
  const codec = struct({
    name: string(1000),
    id: i32,
    total: u64,
    offset: i64,
    load: double,
    tags: list(string(100), 20),
    key: optional(bytes(100)),
  })
  const int64 = (min: bigint, max: bigint) =>
    fc.bigInt({ min, max }).map(big => (Number.isSafeInteger(Number(big)) ? Number(big) : big))
  const text = (maxLength: number) =>
    fc
      .string({ maxLength, unit: 'grapheme' })
      .filter(value => !value.includes('\0') && Buffer.byteLength(value) <= maxLength)
  const value = fc.record({
    name: text(200),
    id: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    total: int64(0n, 2n ** 64n - 1n),
    offset: int64(-(2n ** 63n), 2n ** 63n - 1n),
    load: fc.double({ noNaN: true }),
    tags: fc.array(text(60), { maxLength: 20 }),
    key: fc.option(fc.uint8Array({ maxLength: 100 })),
  })
  fc.assert(
    fc.property(value, one => {
      const wire = encode(codec, one)
      expect(wire.length % 4).toBe(0)
      expect(decode(codec, wire)).toEqual(one)
    }),
    { numRuns: 500 },
  )
})

test('any bytes decode or are refused, and nothing else', () => {
  const codec = struct({
    list: list(struct({ name: string(64), value: u64, more: optional(bytes(64)) }), 64),
    end: bool,
  })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), wire => {
      try {
        decode(codec, wire)
      } catch (error) {
        expect(error).toBeInstanceOf(XdrError)
      }
    }),
    { numRuns: 2000 },
  )
})
