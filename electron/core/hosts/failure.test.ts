import { expect, test } from 'vitest'
import { errorCodes } from '../../../shared/errors.ts'
import { failureKind } from './failure.ts'

test('nothing about credentials or host keys is ever retried by itself', () => {
  const retried = errorCodes.filter(
    code => /^(auth|hostKey|key|agent)\./.test(code) && failureKind(code) !== 'person',
  )
  expect(retried).toEqual([])
})

test('a refused port proves the host is there, silence does not', () => {
  expect(failureKind('tcp.refused')).toBe('host')
  expect(failureKind('socket.missing')).toBe('host')
  expect(failureKind('libvirt.unresponsive')).toBe('host')
  expect(failureKind('tcp.timeout')).toBe('network')
  expect(failureKind('resolve.failed')).toBe('network')
  expect(failureKind('socket.permission')).toBe('person')
})
