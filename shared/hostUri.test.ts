import { expect, test } from 'vitest'
import { hostUri } from './hostUri.ts'

test.each([
  ['kvm1', 'qemu+ssh://kvm1/system'],
  ['root@kvm1', 'qemu+ssh://root@kvm1/system'],
  [' root@198.18.1.1:2222 ', 'qemu+ssh://root@198.18.1.1:2222/system'],
  ['kvm1.example.org:22', 'qemu+ssh://kvm1.example.org:22/system'],
  ['root@2001:db8::1', 'qemu+ssh://root@[2001:db8::1]/system'],
  ['::1', 'qemu+ssh://[::1]/system'],
  ['[2001:db8::1]:2222', 'qemu+ssh://[2001:db8::1]:2222/system'],
])('%s is a host over SSH', (typed, uri) => {
  expect(hostUri(typed)).toBe(uri)
})

test.each(['qemu:///system', 'qemu+ssh://root@kvm1/system', 'test:///default', 'kvm1/system', 'a b', ''])(
  '%s stays what it is',
  typed => expect(hostUri(typed)).toBe(typed),
)
