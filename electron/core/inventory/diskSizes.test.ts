import { expect, test } from 'vitest'
import type { TypedParam } from '../libvirt/index.ts'
import { sizesIn } from './diskSizes.ts'

const params = (path: string): TypedParam[] => [
  { field: 'block.count', type: 'uint', value: 2 },
  { field: 'block.0.name', type: 'string', value: 'vda' },
  { field: 'block.0.path', type: 'string', value: path },
  { field: 'block.0.allocation', type: 'ullong', value: 100 },
  { field: 'block.0.capacity', type: 'ullong', value: 1000 },
  { field: 'block.0.physical', type: 'ullong', value: 300 },
  { field: 'block.1.name', type: 'string', value: 'hdc' },
]

test('a file of a running machine takes its physical size, otherwise libvirt’s own figure counts', () => {
  const size = (path: string, running: boolean) => sizesIn(params(path), running).get('vda')
  expect(size('/images/a.qcow2', true)).toEqual({ capacityBytes: 1000, allocationBytes: 300 })
  expect(size('/images/a.qcow2', false)).toEqual({ capacityBytes: 1000, allocationBytes: 100 })
  expect(size('/dev/vg/a', true)).toEqual({ capacityBytes: 1000, allocationBytes: 100 })
})

test('an empty drive has no size, and a disk without a name is nobody’s', () => {
  const sizes = sizesIn(params('/x'), true)
  expect([...sizes.keys()]).toEqual(['vda'])
  expect(sizesIn([{ field: 'block.0.capacity', type: 'ullong', value: 5 }], true).size).toBe(0)
})
