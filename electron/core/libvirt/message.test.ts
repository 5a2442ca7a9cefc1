import { expect, test } from 'vitest'
import { XdrReader } from '../xdr/index.ts'
import { encodeFrame, messageStatus, messageType, rawFrame, readHeader, readRemoteError } from './message.ts'
import { remote } from './remote/index.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/#.*$/gm, '').replaceAll(/\s+/g, ''), 'hex')

const header = {
  program: 0x2000_8086,
  version: 1,
  procedure: 1,
  type: messageType.call,
  serial: 3,
  status: messageStatus.ok,
}

test('a call, byte by byte', () => {
  const wire = hex(`
    00000038  # length, this word included
    20008086  # remote program
    00000001  # version
    00000001  # connectOpen
    00000000  # call
    00000003  # serial
    00000000  # ok
    00000001  # name: present
    0000000e  # 14 bytes
    71656d753a2f2f2f73797374656d 0000  # qemu:///system, padded
    00000001  # flags: read-only
  `)
  expect(encodeFrame(header, remote.connectOpen.args, { name: 'qemu:///system', flags: 1 })).toEqual(wire)
  expect(readHeader(new XdrReader(wire, 4))).toEqual(header)
})

test('a stream packet carries its bytes as they are, without padding', () => {
  const wire = rawFrame(
    { ...header, type: messageType.stream, status: messageStatus.continue },
    Buffer.from('abc'),
  )
  expect(wire.length).toBe(31)
  expect(wire.readUInt32BE(0)).toBe(31)
  expect(wire.subarray(28).toString()).toBe('abc')
})

test('an error, byte by byte', () => {
  const wire = hex(`
    0000002a  # code: noDomain
    0000000a  # domain: qemu
    00000001 00000009 6e6f20646f6d61696e 000000  # message: no domain
    00000002  # level: error
    00000000  # dom: absent
    00000001 00000001 78 000000  # str1: x
    00000000  # str2
    00000000  # str3
    ffffffff  # int1
    00000007  # int2
    00000000  # net: absent
  `)
  expect(readRemoteError(new XdrReader(wire))).toEqual({
    code: 42,
    domain: 10,
    level: 2,
    text: 'no domain',
    details: { str1: 'x', str2: null, str3: null, int1: -1, int2: 7 },
  })
})
