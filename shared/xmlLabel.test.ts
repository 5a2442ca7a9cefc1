import { expect, test } from 'vitest'
import { plainLabel } from './xmlLabel.ts'

test('a path is told in plain words, abbreviations as they are known', () => {
  expect(plainLabel('tune/limit[2]@max')).toBe('Tune limit 2 max')
  expect(plainLabel('iothread@pollMax')).toBe('Iothread poll max')
  expect(plainLabel('qemu:arg@vcpu_id')).toBe('Arg VCPU ID')
  expect(plainLabel('')).toBe('')
})
