import { describe, expect, test } from 'vitest'
import { networkTest, parseAddress } from './address.ts'

describe('networks', () => {
  test.each([
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['192.168.122.77/24', '192.168.122.5', true],
    ['192.168.122.0/25', '192.168.122.128', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '::1', false],
    ['10.0.0.1/32', '10.0.0.1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['fe80::/10', 'nonsense', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '1.2.3', false],
    ['0.0.0.0/0', '1..2.3', false],
    ['0.0.0.0/0', '1.2.3.256', false],
    ['0.0.0.0/0', '1.2.3.4.5', false],
    ['0.0.0.0/0', '1.2.3.0004', false],
    ['255.255.255.255/32', '255.255.255.255', true],
    ['128.0.0.0/1', '127.255.255.255', false],
  ])('%s holds %s: %s', (network, address, expected) => {
    expect(networkTest(network)?.(address)).toBe(expected)
  })

  test.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '2001:db8::/129',
    'x/8',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/-1',
  ])('%s is none', text => {
    expect(networkTest(text)).toBeNull()
  })
})

test.each([
  '256.0.0.1',
  '1.2.3',
  '1.2.3.4.5',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  'g::1',
  '12345::',
  '1:2:3:4:5:6:7:8::',
  '',
  'x'.repeat(1000),
])('%j is no address', text => {
  expect(parseAddress(text)).toBeNull()
})

test('addresses have their value', () => {
  expect(parseAddress('1.2.3.4')).toEqual({ value: 0x01020304n, bits: 32 })
  expect(parseAddress('::')).toEqual({ value: 0n, bits: 128 })
  expect(parseAddress('1:2:3:4:5:6:7:8')?.value).toBe(0x00010002000300040005000600070008n)
  expect(parseAddress('::ffff')?.value).toBe(0xffffn)
})
