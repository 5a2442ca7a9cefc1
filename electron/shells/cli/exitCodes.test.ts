import { expect, test } from 'vitest'
import { errorCodes } from '../../../shared/errors.ts'
import { exitCode, exitCodeOf } from './exitCodes.ts'

test.each([
  ['uri.invalid', exitCode.usage],
  ['name.ambiguous', exitCode.notFound],
  ['name.taken', exitCode.usage],
  ['tcp.refused', exitCode.connection],
  ['hostKey.changed', exitCode.authentication],
  ['libvirt.denied', exitCode.refused],
  ['libvirt.unresponsive', exitCode.connection],
  ['store.full', exitCode.store],
  ['cancelled', exitCode.cancelled],
] as const)('%s exits with %d', (code, expected) => {
  expect(exitCodeOf(code)).toBe(expected)
})

test('every code but internal has a class of its own', () => {
  expect(errorCodes.filter(code => exitCodeOf(code) === exitCode.internal)).toEqual(['internal'])
})
