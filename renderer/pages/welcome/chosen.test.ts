// @vitest-environment node
import { expect, test } from 'vitest'
import type { HostCandidate } from '../../../shared/models/host.ts'
import { candidates } from '../../testing/devHosts.ts'
import { allChosen, canAdd, firstChosen } from './chosen.ts'

const [, plain] = candidates as [HostCandidate, HostCandidate]

test('of what was found only this computer is ticked; all is everything but the doubtful', () => {
  expect([...firstChosen(candidates)]).toEqual(['qemu:///system'])
  expect(allChosen(candidates).has('qemu+ssh://github.com/system')).toBe(false)
  expect(allChosen(candidates).size).toBe(3)
})

test('a list is ticked as a whole, except for what is there or wrong', () => {
  const listed: HostCandidate[] = [
    { ...plain, source: 'file', uri: 'a' },
    { ...plain, source: 'file', uri: 'b', knownAs: 'kvm1' },
    { ...plain, source: 'file', uri: 'c', problem: { code: 'uri.invalid', message: 'no' } },
  ]
  expect([...firstChosen(listed)]).toEqual(['a'])
  expect(listed.map(canAdd)).toEqual([true, false, false])
})
