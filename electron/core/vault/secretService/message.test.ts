import { expect, test } from 'vitest'
import { MalformedError, Writer } from './codec.ts'
import { decodeMessage, encodeCall, messageLength } from './message.ts'

const call = { destination: 'a.b', path: '/p', interface: 'a.i', member: 'M' }

test('the length of a message is known from its first 16 bytes on', () => {
  const { bytes } = encodeCall(1, { ...call, signature: 's', body: ['x'] })
  expect(messageLength(bytes.subarray(0, 15))).toBeNull()
  expect(messageLength(bytes.subarray(0, 16))).toBe(bytes.length)
})

test('an answer says which call it is to', () => {
  const body = new Writer().write('so', ['words', '/p']).bytes
  const fields = [
    [4, { signature: 's', value: 'a.Error' }],
    [5, { signature: 'u', value: 9 }],
    [8, { signature: 'g', value: 'so' }],
  ] as const
  const { bytes } = new Writer()
    .write('yyyyuua(yv)', [0x6c, 3, 0, 1, body.length, 1, fields])
    .align(8)
    .append(body)
  expect(decodeMessage(bytes)).toMatchObject({
    type: 'error',
    replyTo: 9,
    errorName: 'a.Error',
    body: ['words', '/p'],
  })
})

test.each([
  ['no message at all', 'HTTP/1.1 200 OK.....'],
  ['a message of gigabytes', 'l\x02\x00\x01\xff\xff\xff\x7f\x01\x00\x00\x00\x00\x00\x00\x00'],
])('%s is refused before it is waited for', (_, text) => {
  expect(() => messageLength(Buffer.from(text, 'latin1'))).toThrow(MalformedError)
})
