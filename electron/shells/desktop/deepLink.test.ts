import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressOfLink, keptAddress, linkIn } from './deepLink.ts'

const HOST = '0a1b2c3d-0000-4000-8000-000000000001'
const UUID = '6695eb01-f6a4-8304-79aa-97f2502e193f'

test.each([
  [`novacron://machine/${HOST}/${UUID}`, `#/machine/${HOST}/${UUID}`],
  [`novacron://machine/${HOST}/${UUID}/hardware`, `#/machine/${HOST}/${UUID}/hardware`],
  [`NOVACRON://Machine/${HOST.toUpperCase()}/${UUID}`, `#/machine/${HOST}/${UUID}`],
  [`novacron://host/${HOST}/storage`, `#/host/${HOST}/storage`],
  ['novacron://machines', '#/machines'],
  ['novacron://machines/?where=state:running&group=host', '#/machines?where=state%3Arunning&group=host'],
  ['novacron://settings/data', '#/settings/data'],
])('%s is %s', (link, address) => {
  expect(addressOfLink(link)).toBe(address)
  expect(keptAddress(address)).toBe(address)
})

test.each([
  'novacron://machine',
  `novacron://machine/${HOST}`,
  `novacron://machine/${HOST}/${UUID}/tab/more`,
  `novacron://machine/${HOST}/..%2f..`,
  'novacron://host/not-an-id',
  'novacron://nowhere',
  'novacron://person@machines',
  'novacron:machines',
  'https://machines/',
  'javascript:alert(1)',
  `novacron://machines?where=${'x'.repeat(9_000)}`,
  '',
])('%s names nothing', link => {
  expect(addressOfLink(link)).toBeNull()
})

test('whatever a link says, what comes of it is an address inside the window or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), rest => {
      for (const page of ['machines', 'search', `host/${HOST}`]) {
        const address = addressOfLink(`novacron://${page}${rest}`)
        if (address !== null) expect(keptAddress(address)).toBe(address)
      }
    }),
  )
})

test('finds the link among a program’s arguments', () => {
  expect(linkIn(['/opt/novacron', '--flag', 'novacron://machines'])).toBe('novacron://machines')
  expect(linkIn(['/opt/novacron', '--flag'])).toBeNull()
})

test('keeps no address that is not one', () => {
  for (const text of [null, 3, '', 'https://evil.example/', '#machines', '#/a b', `#/${'x'.repeat(9_000)}`])
    expect(keptAddress(text)).toBeNull()
})
