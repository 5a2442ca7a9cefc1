import { expect, test } from 'vitest'
import { dataFolder } from './dataFolder.ts'

test('NOVACRON_HOME wins everywhere and becomes absolute', () => {
  expect(dataFolder({ NOVACRON_HOME: '/srv/nc', XDG_DATA_HOME: '/x' }, 'linux', '/home/a')).toBe('/srv/nc')
  expect(dataFolder({ NOVACRON_HOME: '/srv/nc/../b' }, 'darwin', '/Users/a')).toBe('/srv/b')
  expect(dataFolder({ NOVACRON_HOME: 'D:\\nc', APPDATA: 'C:\\r' }, 'win32', 'C:\\Users\\a')).toBe('D:\\nc')
  expect(dataFolder({ NOVACRON_HOME: 'here' }, 'linux', '/home/a')).toBe(`${process.cwd()}/here`)
})

test('without it, each system has its own place', () => {
  expect(dataFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe('/data/novacron')
  expect(dataFolder({}, 'linux', '/home/a')).toBe('/home/a/.local/share/novacron')
  expect(dataFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Application Support/NovaCron')
  expect(dataFolder({ APPDATA: 'C:\\Users\\a\\AppData\\Roaming' }, 'win32', 'C:\\Users\\a')).toBe(
    'C:\\Users\\a\\AppData\\Roaming\\NovaCron',
  )
  expect(dataFolder({}, 'win32', 'C:\\Users\\a')).toBe('C:\\Users\\a\\AppData\\Roaming\\NovaCron')
})

test('an empty variable counts as unset, a relative XDG_DATA_HOME is ignored', () => {
  expect(dataFolder({ NOVACRON_HOME: '', XDG_DATA_HOME: '' }, 'linux', '/home/a')).toBe(
    '/home/a/.local/share/novacron',
  )
  expect(dataFolder({ XDG_DATA_HOME: 'data' }, 'linux', '/home/a')).toBe('/home/a/.local/share/novacron')
})
