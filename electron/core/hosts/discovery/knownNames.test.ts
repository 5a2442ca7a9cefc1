import { expect, test } from 'vitest'
import type { KnownHostLine } from '../../transport/hostKeys/knownHosts.ts'
import { knownNames } from './knownNames.ts'

const line = (hosts: string, key: string, more: Partial<KnownHostLine> = {}): KnownHostLine => ({
  marker: null,
  hosts,
  blob: Buffer.from(key),
  source: `known_hosts:${key}`,
  ...more,
})

test('names come before addresses, and lines of one key or one name are one host', () => {
  const { names, hashed } = knownNames([
    line('192.0.2.7', 'a'),
    line('kvm7.example.net,192.0.2.7', 'a'),
    line('kvm7.example.net', 'b'),
    line('[kvm8]:2222', 'c'),
    line('[kvm9]:22', 'd'),
    line('|1|c2FsdA==|aGFzaA==', 'e'),
    line('*.example.net', 'f'),
    line('kvm0', 'g', { marker: 'revoked' }),
  ])
  expect(names).toEqual([
    { host: 'kvm7.example.net', port: null, others: ['192.0.2.7'], place: 'known_hosts:a' },
    { host: 'kvm8', port: 2222, others: [], place: 'known_hosts:c' },
    { host: 'kvm9', port: null, others: [], place: 'known_hosts:d' },
  ])
  expect(hashed).toBe(1)
})
