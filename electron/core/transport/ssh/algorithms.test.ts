import { expect, test } from 'vitest'
import { applyList, chooseAlgorithms } from './algorithms.ts'
import { Client } from './ssh2.ts'

const none = { algorithms: {}, compression: false }

test('key types known for a host are asked for first, SHA-1 only where ssh config says so', () => {
  const usual = chooseAlgorithms(none, []).serverHostKey as string[]
  expect(usual[0]).toBe('ssh-ed25519')
  expect(usual).not.toContain('ssh-rsa')
  expect(
    (chooseAlgorithms(none, ['ssh-rsa', 'ecdsa-sha2-nistp256']).serverHostKey as string[]).slice(0, 4),
  ).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ecdsa-sha2-nistp256', 'ssh-ed25519'])
  const old = { algorithms: { hostKey: '+ssh-rsa' }, compression: true }
  expect(chooseAlgorithms(old, []).serverHostKey).toContain('ssh-rsa')
  expect(chooseAlgorithms(old, []).compress).toEqual(['zlib@openssh.com', 'none'])
})

test('OpenSSH’s list syntax', () => {
  const lists = [
    ['a', 'b', 'c'],
    ['x', 'y'],
  ] as const
  const apply = (written?: string) => applyList(written, lists)
  expect(apply()).toEqual(['a', 'b', 'c'])
  expect(apply('+y,unknown')).toEqual(['a', 'b', 'c', 'y'])
  expect(apply('^c,x')).toEqual(['c', 'x', 'a', 'b'])
  expect(apply('-[ab],a,x')).toEqual(['b', 'c'])
  expect(apply('-*')).toEqual([])
  expect(apply('y,a')).toEqual(['y', 'a'])
  expect(apply('unknown')).toEqual(['a', 'b', 'c'])
})

test('ssh2 knows every name that can be offered', () => {
  const all = { algorithms: { kex: '+*', cipher: '+*', mac: '+*', hostKey: '+*' }, compression: true }
  const client = new Client()
  client.on('error', () => client.destroy())
  // An unknown name throws here.
  expect(() =>
    client.connect({ host: '127.0.0.1', port: 1, username: 'x', algorithms: chooseAlgorithms(all, []) }),
  ).not.toThrow()
  client.destroy()
})
