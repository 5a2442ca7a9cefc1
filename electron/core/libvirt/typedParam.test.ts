import { expect, test } from 'vitest'
import { decode, encode } from '../xdr/index.ts'
import { paramMap, type TypedParam, typedParam, typedParams } from './typedParam.ts'

const params: [TypedParam, string][] = [
  [{ field: 'a', type: 'int', value: -1 }, '00000001 61000000 00000001 ffffffff'],
  [{ field: 'a', type: 'uint', value: 0xffff_ffff }, '00000001 61000000 00000002 ffffffff'],
  [{ field: 'a', type: 'llong', value: -1 }, '00000001 61000000 00000003 ffffffffffffffff'],
  [{ field: 'a', type: 'ullong', value: 2n ** 64n - 1n }, '00000001 61000000 00000004 ffffffffffffffff'],
  [{ field: 'a', type: 'double', value: 0.5 }, '00000001 61000000 00000005 3fe0000000000000'],
  [{ field: 'a', type: 'boolean', value: true }, '00000001 61000000 00000006 00000001'],
  [{ field: 'a', type: 'string', value: 'b' }, '00000001 61000000 00000007 00000001 62000000'],
]

test.each(params)('$0.type', (param, wire) => {
  const bytes = Buffer.from(wire.replaceAll(' ', ''), 'hex')
  expect(encode(typedParam, param)).toEqual(bytes)
  expect(decode(typedParam, bytes)).toEqual(param)
})

test('a type that libvirt does not have is refused', () => {
  const wire = Buffer.from('00000001610000000000000800000000', 'hex')
  expect(() => decode(typedParam, wire)).toThrow(/8 is not a type/)
})

test('a list keeps to its limit', () => {
  const two = params.slice(0, 2).map(([param]) => param)
  expect(() => encode(typedParams(1), two)).toThrow(/limit of 1/)
  expect(() => decode(typedParams(1), encode(typedParams(2), two))).toThrow(/limit of 1/)
})

test('a map takes any name, also those of an object’s own', () => {
  const map = paramMap([
    { field: '__proto__', type: 'int', value: 1 },
    { field: 'x', type: 'int', value: 2 },
    { field: 'x', type: 'string', value: 'later' },
  ])
  expect([...map]).toEqual([
    ['__proto__', 1],
    ['x', 'later'],
  ])
})
