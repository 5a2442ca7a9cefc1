import { expect, test } from 'vitest'
import { stateThen } from './stateThen.ts'

test.each([
  ['running', 'running'],
  ['shutoff', 'off'],
  ['disk-snapshot', 'disks only'],
  ['of a later libvirt', 'of a later libvirt'],
  [null, '–'],
])('a snapshot’s state %s is told as “%s”', (state, words) => {
  expect(stateThen(state)).toBe(words)
})
