import { expect, test } from 'vitest'
import { sessionBusSockets } from './address.ts'

test.each<[address: string, sockets: string[]]>([
  ['unix:path=/run/user/1000/bus', ['/run/user/1000/bus']],
  ['unix:path=/tmp/a%20b,guid=00ff', ['/tmp/a b']],
  ['unix:abstract=/tmp/dbus-x,guid=1', ['\0/tmp/dbus-x']],
  ['tcp:host=localhost,port=1;unix:path=/b', ['/b']],
  ['unix:runtime=yes', ['/run/user/7/bus']],
  ['autolaunch:', []],
  ['nonsense', []],
])('%s is reached by its sockets', (address, sockets) => {
  expect(sessionBusSockets({ DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: '/run/user/7' })).toEqual(
    sockets,
  )
})

test('without an address it is where the system puts it, or nowhere', () => {
  expect(sessionBusSockets({ XDG_RUNTIME_DIR: '/run/user/7' })).toEqual(['/run/user/7/bus'])
  expect(sessionBusSockets({})).toEqual([])
})
