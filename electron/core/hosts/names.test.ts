import { expect, test } from 'vitest'
import { cleanName, freeName, nameFromAddress, nameKey, uniqueName } from './names.ts'

test('case, space and Unicode form do not make another name', () => {
  expect(nameKey(' KVM1 ')).toBe(nameKey('kvm1'))
  expect(nameKey('Mu\u0308nchen')).toBe(nameKey('m\u00fcnchen'))
})

test('refuses what could not be shown or told apart', () => {
  expect(cleanName('  rack 3 / höst  ')).toBe('rack 3 / höst')
  for (const bad of ['', '   ', 'a\nb', 'x\u0000', 'y'.repeat(201)])
    expect(() => cleanName(bad)).toThrowError(expect.objectContaining({ code: 'input.invalid' }))
})

test('suggests a free name where one is taken', () => {
  expect(freeName('kvm', [])).toBe('kvm')
  expect(freeName('kvm', ['KVM', 'kvm-2'])).toBe('kvm-3')
  expect(() => uniqueName('kvm', ['KVM'])).toThrowError(
    expect.objectContaining({ code: 'name.taken', data: { name: 'kvm', suggestion: 'kvm-2' } }),
  )
  expect(uniqueName(' kvm ', ['other'])).toBe('kvm')
  const long = 'n'.repeat(200)
  expect(freeName(long, [long]).length).toBeLessThanOrEqual(200)
})

test('names a host by its address', () => {
  expect(nameFromAddress('kvm1.example.org')).toBe('kvm1')
  expect(nameFromAddress('192.0.2.7')).toBe('192.0.2.7')
  expect(nameFromAddress('2001:db8::1')).toBe('2001:db8::1')
})
