import { expect, test } from 'vitest'
import { hostRecord } from '../../testing/store.ts'
import { candidatesOf, knownUris, sameness } from './candidates.ts'

test('URIs that open the same daemon are the same', () => {
  expect(sameness('qemu+ssh://KVM1/system')).toBe(sameness('qemu+ssh://kvm1:22/system'))
  expect(sameness('qemu+ssh://root@kvm1/system')).not.toBe(sameness('qemu+ssh://kvm1/system'))
  expect(sameness('nonsense')).toBeNull()
})

test('a host is told once, with what it is known as and what to think of it', () => {
  const known = knownUris([hostRecord(1, { uri: 'qemu+ssh://kvm1/system', name: 'first' })])
  const found = candidatesOf(
    [
      { uri: 'qemu+ssh://kvm1/system', source: 'sshConfig', place: 'config:3' },
      { uri: 'qemu+ssh://kvm1:22/system', source: 'knownHosts' },
      { uri: 'qemu+ssh://github.com/system', source: 'knownHosts' },
      { uri: 'qemu+tcp://192.0.2.7/system', source: 'file' },
      { uri: 'qemu+ssh://localhost/system', source: 'file' },
      { uri: 'qemu+carrier-pigeon://kvm2/system', source: 'file' },
      { uri: '', source: 'file' },
    ],
    known,
  )
  expect(found.map(({ knownAs, warnings, problem }) => [knownAs, warnings, problem?.code ?? null])).toEqual([
    ['first', [], null],
    [null, ['codeHost'], null],
    [null, ['notEncrypted', 'onlyAddress'], null],
    [null, ['thisComputer'], null],
    [null, [], 'uri.invalid'],
    [null, [], 'uri.invalid'],
  ])
})
