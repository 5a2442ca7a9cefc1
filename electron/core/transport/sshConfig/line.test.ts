import { expect, test } from 'vitest'
import { parseLine, splitArguments } from './line.ts'
import { matchesList, matchesPattern } from './patterns.ts'

test('keywords with spaces, equal signs and quotes', () => {
  const options = ['Port 22', 'port=22', 'PORT = 22', '\t"Port"  22  \r', 'Port\t=\t22']
  for (const line of options)
    expect(parseLine(line)).toMatchObject({ keyword: 'port', args: ['22'], rest: '22' })
  expect(parseLine('ProxyCommand nc -x "a b" %h # c')).toMatchObject({ rest: 'nc -x "a b" %h # c' })
  expect([parseLine(''), parseLine('  # Port 1'), parseLine('\r')]).toEqual([null, null, null])
  expect(parseLine('=5')).toEqual({ fault: 'badOption' })
  expect(parseLine('User "a')).toEqual({ fault: 'badQuote' })
  expect(parseLine('Port')).toMatchObject({ keyword: 'port', args: [] })
})

test('words as OpenSSH splits them', () => {
  expect(splitArguments(`a "b c" 'd "e' f\\ g "h\\"i" j#k # l`)).toEqual([
    'a',
    'b c',
    'd "e',
    'f g',
    'h"i',
    'j#k',
  ])
  expect(splitArguments('C:\\Users\\me\\key')).toEqual(['C:\\Users\\me\\key'])
  expect(splitArguments('""')).toEqual([''])
  expect(splitArguments("it's")).toEqual({ fault: 'badQuote' })
})

test('patterns match as a whole, and many stars stay cheap', () => {
  expect(['web1', 'web', 'web12', 'xweb1'].map(name => matchesPattern(name, 'web?'))).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect(['', 'a', 'abc'].map(name => matchesPattern(name, '*'))).toEqual([true, true, true])
  expect(matchesPattern('a.b.c', 'a*c')).toBe(true)
  expect(matchesPattern('aXc', 'a.c')).toBe(false)
  expect(matchesPattern('a'.repeat(50_000), `${'*a'.repeat(20)}b`)).toBe(false)
})

test('in a list a negated match loses, wherever it stands', () => {
  expect(matchesList('db1', ['*', '!db*'])).toBe(false)
  expect(matchesList('db1', ['!db*', '*'])).toBe(false)
  expect(matchesList('web', ['!db*'])).toBe(false)
  expect(matchesList('web', ['!db*', 'w*'])).toBe(true)
})
