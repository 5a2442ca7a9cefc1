import { expect, test } from 'vitest'
import { permissions } from '../../../shared/permissions.ts'
import { english } from '../../words/en/index.ts'
import { depthOf, giverOf, shareOf, toggled } from './rightsTree.ts'
import { rightName } from '../../words/rightName.ts'

test('every right has its words, and no words are left over', () => {
  expect(Object.keys(english.rights).sort()).toEqual(
    permissions.map(permission => permission.replaceAll('.', '_')).sort(),
  )
  expect(permissions.map(rightName).every(name => !name.startsWith('rights.'))).toBe(true)
})

test('a right is given by itself or by one above it', () => {
  expect(giverOf(['domain'], 'domain.operate.start')).toBe('domain')
  expect(giverOf(['domain', 'domain.operate.start'], 'domain.operate.start')).toBe('domain.operate.start')
  expect(giverOf(['domain.operate'], 'domain.read')).toBeNull()
  expect(depthOf('domain.operate.shutdown.clean')).toBe(3)
})

test('a wider right takes in what it gives; taking one away leaves the rest', () => {
  expect(toggled(['domain.read', 'host.read'], 'domain', true)).toEqual(['host.read', 'domain'])
  expect(toggled(['domain', 'host.read'], 'domain', false)).toEqual(['host.read'])
  expect(toggled(['host.read'], 'domain.operate.start', true)).toEqual(['host.read', 'domain.operate.start'])
  expect(toggled(['domain.read', 'host.read'], 'domain', false)).toEqual(['host.read'])
})

test('what is taken out of a wider right leaves the rest of it, at every depth between', () => {
  expect(toggled(['console'], 'console.control', false)).toEqual(['console.view'])
  const rest = toggled(['domain'], 'domain.operate.start', false)
  expect(rest).toContain('domain.read')
  expect(rest).toContain('domain.define')
  expect(rest).toContain('domain.operate.pause')
  for (const gone of ['domain', 'domain.operate', 'domain.operate.start'] as const)
    expect(rest).not.toContain(gone)
  expect(shareOf(rest, 'domain')).toBe('some')
  expect(shareOf(rest, 'domain.operate.shutdown.clean')).toBe('all')
  expect(shareOf(rest, 'domain.operate.start')).toBe('none')
})
