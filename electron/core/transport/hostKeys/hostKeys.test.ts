import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saying } from '../../../../shared/route.ts'
import type { PinnedKey } from '../types.ts'
import { fingerprint, sha256Fingerprint } from './fingerprint.ts'
import { endpointName, knownHostsName, parseKnownHosts } from './knownHosts.ts'
import { HostKeyBook } from './verdict.ts'
import { keyBits, keyType } from './wire.ts'

const haveKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined
if (!haveKeygen && process.env.CI === 'true') throw new Error('ssh-keygen is missing')

let folder = ''
const keys = new Map<string, { blob: Buffer; line: string; path: string }>()
const kinds = [
  ['ed25519', []],
  ['ecdsa', ['-b', '256']],
  ['ecdsa521', ['-b', '521']],
  ['rsa', ['-b', '2048']],
  ['rsa1031', ['-b', '1031']],
  ['other', []],
] as const

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novacron-keys-'))
  if (!haveKeygen) return
  for (const [name, options] of kinds) {
    const path = join(folder, name)
    const type = name === 'other' ? 'ed25519' : name.replace(/^(rsa|ecdsa)\d+$/, '$1')
    execFileSync('ssh-keygen', ['-q', '-t', type, ...options, '-N', '', '-C', 'c', '-f', path])
    const line = (await readFile(`${path}.pub`, 'utf8')).trim()
    keys.set(name, { line, path, blob: Buffer.from(line.split(' ')[1] ?? '', 'base64') })
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const key = (name: string) => {
  const found = keys.get(name)
  if (found === undefined) throw new Error(`no key ${name}`)
  return found
}

describe.skipIf(!haveKeygen)('beside ssh-keygen', () => {
  for (const [name] of kinds) {
    test(`fingerprint, size and randomart of ${name}`, () => {
      const { blob, path } = key(name)
      const [head = '', ...art] = execFileSync('ssh-keygen', ['-lvf', `${path}.pub`], { encoding: 'utf8' })
        .trimEnd()
        .split('\n')
      expect(`${keyBits(blob)} ${sha256Fingerprint(blob)}`).toBe(head.split(' ').slice(0, 2).join(' '))
      expect(fingerprint(blob).randomart).toBe(art.join('\n'))
    })
  }

  test('finds what ssh-keygen -F finds, hashed names too', async () => {
    const file = join(folder, 'kh')
    await writeFile(
      file,
      [
        `plain.example,10.0.0.1 ${key('ed25519').line}`,
        `[port.example]:2222 ${key('ecdsa').line}`,
        `hashed.example ${key('rsa').line}`,
        `[hashed.example]:2200 ${key('other').line}`,
      ].join('\n'),
    )
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
    const lines = parseKnownHosts(await readFile(file, 'utf8'), file)
    expect(lines.every(line => line.hosts.startsWith('|1|'))).toBe(true)
    for (const [host, port, name] of [
      ['plain.example', 22, 'ed25519'],
      ['10.0.0.1', 22, 'ed25519'],
      ['port.example', 2222, 'ecdsa'],
      ['Hashed.Example', 22, 'rsa'],
      ['hashed.example', 2200, 'other'],
    ] as const) {
      const found = knownHostsName(host, port)
      const theirs = spawnSync('ssh-keygen', ['-F', found, '-f', file], { encoding: 'utf8' })
      expect(theirs.stdout).toContain(key(name).line.split(' ')[1])
      expect(book({ lines, host, port }).judge(key(name).blob).verdict).toBe('match')
    }
    expect(book({ lines, host: 'port.example', port: 22 }).judge(key('ecdsa').blob).verdict).toBe('new')
  })

  test('patterns, negation, markers, bad lines', () => {
    const text = [
      '# comment',
      `*.example,!bad.example ${key('ed25519').line}`,
      `@revoked * ${key('other').line}`,
      `@cert-authority *.example ${key('rsa').line}`,
      `@unknown *.example ${key('rsa').line}`,
      'short.example ssh-rsa',
      `lying.example ssh-ed25519 ${key('rsa').line.split(' ')[1]}`,
      'junk.example ssh-rsa !!!!',
    ].join('\n')
    const lines = parseKnownHosts(text, '/kh')
    expect(lines.map(line => line.source)).toEqual(['/kh:2', '/kh:3', '/kh:4'])
    expect(book({ lines, host: 'a.example' }).judge(key('ed25519').blob).verdict).toBe('match')
    expect(book({ lines, host: 'bad.example' }).judge(key('ed25519').blob).verdict).toBe('new')
    expect(book({ lines, host: 'a.example' }).judge(key('other').blob).verdict).toBe('revoked')
    expect(book({ lines, host: 'a.example' }).notes).toEqual([
      { place: '/kh:4', text: saying('noHostCertificates') },
    ])
  })

  test('a changed key shows the old ones with their places; other types count as changed too', () => {
    const lines = parseKnownHosts(`h ${key('ed25519').line}`, '/kh')
    const judged = book({ lines, host: 'h' }).judge(key('other').blob)
    expect(judged.verdict).toBe('changed')
    expect(judged.known).toMatchObject([{ sha256: sha256Fingerprint(key('ed25519').blob), source: '/kh:1' }])
    expect(book({ lines, host: 'h' }).judge(key('rsa').blob).verdict).toBe('changed')
    expect(book({ lines, host: 'h' }).knownTypes).toEqual(['ssh-ed25519'])
  })

  test('a pin silences known_hosts for its endpoint only, but not a revocation', () => {
    const text = `h ${key('ed25519').line}\n@revoked h ${key('rsa').line}`
    const lines = parseKnownHosts(text, '/kh')
    const pins = [pin('h:22', 'other'), pin('h:22', 'rsa'), pin('x:22', 'ecdsa')]
    expect(book({ lines, host: 'h', pins }).judge(key('other').blob).verdict).toBe('match')
    expect(book({ lines, host: 'h', pins }).judge(key('ed25519').blob).verdict).toBe('changed')
    expect(book({ lines, host: 'h', pins }).judge(key('rsa').blob).verdict).toBe('revoked')
    expect(book({ lines, host: 'h', pins: [pin('x:22', 'other')] }).judge(key('ed25519').blob).verdict).toBe(
      'match',
    )
  })

  test('a key known without its port counts as OpenSSH lets it', () => {
    const lines = parseKnownHosts(`h ${key('ed25519').line}`, '/kh')
    expect(book({ lines, host: 'h', port: 2222 }).judge(key('ed25519').blob).verdict).toBe('match')
    expect(book({ lines, host: 'h', port: 2222 }).judge(key('other').blob).verdict).toBe('new')
  })

  function book(of: {
    lines?: ReturnType<typeof parseKnownHosts>
    host: string
    port?: number
    pins?: PinnedKey[]
  }) {
    const { lines = [], host, port = 22, pins = [] } = of
    const names = {
      name: knownHostsName(host, port),
      withoutPort: port === 22 ? undefined : host.toLowerCase(),
    }
    return new HostKeyBook(endpointName(host, port), 'ask', names, pins, lines, [])
  }

  const pin = (endpoint: string, name: string): PinnedKey => ({
    endpoint,
    algorithm: keyType(key(name).blob) ?? '',
    publicKey: key(name).blob.toString('base64'),
  })
})

test('a blob that lies about its length is no key', () => {
  const lying = Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3])
  expect(keyType(lying)).toBeUndefined()
  expect(keyBits(lying)).toBe(0)
  expect(fingerprint(lying).algorithm).toBe('unknown')
  expect(keyType(Buffer.alloc(0))).toBeUndefined()
})

test('names with and without port', () => {
  expect(knownHostsName('FE80::1', 22)).toBe('fe80::1')
  expect(knownHostsName('fe80::1', 2222)).toBe('[fe80::1]:2222')
  expect(knownHostsName('h', 2222, 'Alias')).toBe('alias')
  expect(endpointName('fe80::1', 22)).toBe('[fe80::1]:22')
  expect(endpointName('H', 22)).toBe('h:22')
})
