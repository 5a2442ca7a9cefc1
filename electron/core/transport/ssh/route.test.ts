import { expect, test } from 'vitest'
import { parseHopSpec } from './route.ts'

test('jump hosts as they are written', () => {
  expect(parseHopSpec('gate')).toEqual({ alias: 'gate', user: undefined, port: undefined })
  expect(parseHopSpec(' me@gate:2200 ')).toEqual({ alias: 'gate', user: 'me', port: 2200 })
  expect(parseHopSpec('ssh://me@gate:22/')).toEqual({ alias: 'gate', user: 'me', port: 22 })
  expect(parseHopSpec('[fe80::1%eth0]:22')).toEqual({ alias: 'fe80::1%eth0', user: undefined, port: 22 })
  expect(parseHopSpec('a.b@c.d')).toEqual({ alias: 'c.d', user: 'a.b', port: undefined })
})

test('what could be an option, a command or nonsense is refused', () => {
  for (const text of ['', '-oProxyCommand=x', 'a b', 'host:0', 'host:70000', 'host:x', 'a;b@c d', 'x/y']) {
    expect(() => parseHopSpec(text), text).toThrow('is no jump host')
  }
})
