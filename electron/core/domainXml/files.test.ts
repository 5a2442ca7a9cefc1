import { expect, test } from 'vitest'
import { parseDomain } from './domain.ts'

const domain = (inside: string, devices = '') => `<domain type='kvm'><name>m</name>
  <uuid>00000000-0000-4000-8000-000000000001</uuid>${inside}<devices>${devices}</devices></domain>`

test('lists what a running machine’s disks are built upon, what it boots from and what it shares', () => {
  const xml = domain(
    `<os><type>hvm</type><kernel>/images/vmlinuz</kernel><nvram type='file'><source file='/nvram/m.fd'/></nvram></os>`,
    `<disk type='file'><source file='/images/m.qcow2'/>
       <backingStore type='file'><source file='/images/mid.qcow2'/>
         <backingStore type='block'><source dev='/dev/vg/base'/><backingStore/></backingStore></backingStore>
       <mirror type='file' file='/new/m.qcow2'/><target dev='vda'/></disk>
     <filesystem type='mount'><source dir='/srv/share'/><target dir='share'/></filesystem>`,
  )
  expect(parseDomain(xml).files).toEqual([
    '/images/vmlinuz',
    '/nvram/m.fd',
    '/images/mid.qcow2',
    '/dev/vg/base',
    '/new/m.qcow2',
    '/srv/share',
  ])
})

test('a machine without any has no list, and a hostile chain ends', () => {
  expect(parseDomain(domain('')).files).toBeUndefined()
  const depth = 150
  const open = Array.from({ length: depth }, (_, at) => `<backingStore><source file='/f${at}'/>`).join('')
  const deep = domain('', `<disk>${open}${'</backingStore>'.repeat(depth)}</disk>`)
  expect(parseDomain(deep).files).toHaveLength(64)
})
