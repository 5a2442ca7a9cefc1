import { expect, test } from 'vitest'
import type { CredentialId } from '../../../shared/ids.ts'
import {
  ANY_ENDPOINT,
  type Destination,
  destinationChanges,
  destinationOf,
  digestOf,
  packDestination,
  unpackDestination,
} from './destination.ts'

const known = {
  id: '11111111-1111-4111-8111-111111111111' as CredentialId,
  name: 'Root',
  kind: 'password' as const,
  userName: 'root',
  siteId: null,
}
const describe = (name: string) => (name === 'Root' ? known : undefined)
const uri = 'qemu+ssh://root@kvm1/system'
const made = (keys: readonly (readonly [string, string])[] = [], options = {}): Destination => {
  const found = destinationOf(uri, { credential: 'Root', ...options }, keys, describe)
  if (found === null) throw new Error('none')
  return found.destination
}
const whatOf = (a: Destination, b: Destination) => destinationChanges(a, b).map(({ what }) => what)

test('a host without a credential sends none anywhere', () => {
  expect(destinationOf(uri, {}, [], describe)).toBeNull()
})

test('the order of the keys says nothing, and the name of a credential that is there neither', () => {
  const [a, b] = [['b:22', 'x'] as const, ['a:22', 'y'] as const]
  expect(digestOf(made([a, b]))).toBe(digestOf(made([b, a])))
  expect(JSON.stringify(made())).not.toContain('Root')
  expect(destinationOf(uri, { credential: ' GONE' }, [], describe)?.destination.credential).toEqual({
    name: 'gone',
  })
})

test('it comes back as it was packed; anything else is none', () => {
  const one = made([['a:22', 'x']], { jump: ['j'], identityFiles: ['/k'], transport: 'openssh' })
  expect(unpackDestination(packDestination(one))).toEqual(one)
  expect(unpackDestination(Buffer.from('{"uri":1}'))).toBeNull()
})

test.each<[string, Partial<Destination>, string[]]>([
  ['nothing', {}, []],
  ['the address', { uri: 'qemu+ssh://evil/system' }, ['address']],
  ['a jump host', { jump: ['evil'] }, ['jump']],
  ['no jump host, said', { jump: [] }, ['jump']],
  ['the transport', { transport: 'openssh' }, ['transport']],
  ['key files', { keyFiles: ['/k'] }, ['keyFiles']],
  ['its credential', { credential: { name: 'x' } }, ['credential']],
  ['all of it', { uri: 'x', jump: ['a', 'b'], credential: { name: 'x' } }, ['address', 'jump', 'credential']],
])('what changed is told: %s', (_words, change, what) => {
  expect(whatOf(made(), { ...made(), ...change })).toEqual(what)
})

const keys = (...all: [string, string][]): Destination => made(all)
test.each<[string, Destination, Destination, boolean]>([
  ['the same', keys(['a:22', 'x']), keys(['a:22', 'x']), true],
  ['one more', keys(['a:22', 'x']), keys(['a:22', 'x'], ['a:22', 'y']), false],
  ['one less', keys(['a:22', 'x'], ['b:22', 'y']), keys(['a:22', 'x']), false],
  ['for another endpoint', keys(['a:22', 'x']), keys(['b:22', 'x']), false],
  ['accepted beforehand, and now seen', keys([ANY_ENDPOINT, 'x']), keys(['a:22', 'x']), true],
  ['accepted beforehand, and another seen', keys([ANY_ENDPOINT, 'x']), keys(['a:22', 'y']), false],
  ['accepted beforehand, and gone', keys([ANY_ENDPOINT, 'x']), keys(), false],
  [
    'one more that is accepted beforehand',
    keys(['a:22', 'x']),
    keys(['a:22', 'x'], [ANY_ENDPOINT, 'y']),
    false,
  ],
  ['of one endpoint, and now of all', keys(['a:22', 'x']), keys([ANY_ENDPOINT, 'x']), false],
])('keys: %s', (_words, accepted, found, same) => {
  expect(whatOf(accepted, found)).toEqual(same ? [] : ['hostKeys'])
})

test('what is told is bounded', () => {
  const [change] = destinationChanges(made(), { ...made(), uri: 'x'.repeat(9_000) })
  expect(change?.found.length).toBe(500)
})
