import { expect, test } from 'vitest'
import { MalformedError, Reader, type Value, Writer } from './codec.ts'

const written = (signature: string, values: Value[]) => new Writer().write(signature, values).bytes

test.each<[signature: string, values: Value[]]>([
  ['yub', [7, 4_294_967_295, true]],
  ['sog', ['ä name', '/a/path', 'a{sv}']],
  [
    'a{ss}',
    [
      [
        ['service', 'NovaCron'],
        ['username', 'x'],
      ],
    ],
  ],
  ['(oayays)', [['/s', Buffer.alloc(0), Buffer.from([0, 255, 10]), 'text']]],
  ['aoao', [['/a', '/b'], []]],
  ['as', [Array.from({ length: 300 }, (_, index) => `item ${index}`)]],
])('what is written as %s is read the same', (signature, values) => {
  expect(new Reader(written(signature, values), true).read(signature)).toEqual(values)
})

test('a variant is read as what it holds', () => {
  const bytes = written('a{sv}', [[['a', { signature: 'a{ss}', value: [['b', 'c']] }]]])
  expect(new Reader(bytes, true).read('a{sv}')).toEqual([[['a', [['b', 'c']]]]])
})

test('the bytes are those of the D-Bus specification', () => {
  expect(written('ys', [1, 'foo']).toString('hex')).toBe('010000000300000066' + '6f6f00')
  expect(written('a(y)', [[[1], [2]]]).toString('hex')).toBe('09000000000000000100000000000000' + '02')
})

test('a big-endian text is read too', () => {
  expect(new Reader(Buffer.from('0000000361626300', 'hex'), false).read('s')).toEqual(['abc'])
})

test.each<[what: string, signature: string, hex: string]>([
  ['a text longer than the message', 's', 'ffffffff61'],
  ['an array longer than the message', 'au', 'ffffff7f00000000'],
  ['an array that ends within an element', 'au', '0300000001020304'],
  ['an unknown type', 'z', '00'],
  ['a structure that never ends', '(s', '0000000000'],
  ['a variant of two types', 'v', '027373000000'],
  ['variants without an end', 'v', '017600'.repeat(60)],
  ['nothing at all', 'u', ''],
])('%s is refused', (_, signature, hex) => {
  expect(() => new Reader(Buffer.from(hex, 'hex'), true).read(signature)).toThrow(MalformedError)
})

test('what is sent can be cleared', () => {
  const writer = new Writer().write('ay', [Buffer.from('a secret')])
  const { bytes } = writer
  writer.wipe()
  expect(bytes.every(byte => byte === 0)).toBe(true)
})

test('a value that is not of its type is a bug', () => {
  expect(() => written('s', [1])).toThrow(TypeError)
  expect(() => written('ss', ['one'])).toThrow(TypeError)
})
