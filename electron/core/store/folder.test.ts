import { chmodSync, existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fleetMachine } from '../testing/fleet.ts'
import { hostRecord, temporaryFolder } from '../testing/store.ts'
import { makeFolder, makePrivateFile } from './folder.ts'
import { lockFolder, openStore } from './index.ts'

const mode = (path: string) => statSync(path).mode & 0o777

test('a new data folder and everything in it are their owner’s only', () => {
  using parent = temporaryFolder()
  const folder = join(parent.path, 'deep', 'data')
  const lock = lockFolder(folder)
  const store = openStore(folder)
  store.hosts.insert(hostRecord(1))
  store.machines.save(hostRecord(1).id, [fleetMachine(1, 1, 5).machine])
  expect(mode(folder)).toBe(0o700)
  const files = ['lock.sqlite', 'novacron.sqlite', 'novacron.sqlite-wal', 'novacron.sqlite-shm']
  expect(files.map(file => [file, mode(join(folder, file))])).toEqual(files.map(file => [file, 0o600]))
  store.close()
  lock?.close()
})

test('a folder that exists keeps its mode; a file open to others is closed to them', () => {
  using folder = temporaryFolder()
  chmodSync(folder.path, 0o755)
  makeFolder(folder.path)
  expect(mode(folder.path)).toBe(0o755)
  const file = join(folder.path, 'novacron.sqlite')
  writeFileSync(file, '', { mode: 0o644 })
  chmodSync(file, 0o644)
  makePrivateFile(file)
  expect(mode(file)).toBe(0o600)
})

test('a file in the folder’s place is named as the failure', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'data')
  writeFileSync(file, 'mine')
  expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'store.failed' }))
  expect(existsSync(file)).toBe(true)
})

test.each([
  ['below a file', (base: string) => join(base, 'file', 'data')],
  ['in the place of a file', (base: string) => join(base, 'file')],
  ['at a link that leads nowhere', (base: string) => join(base, 'link')],
  ['below a link that leads nowhere', (base: string) => join(base, 'link', 'data')],
])('a data folder %s is refused by the path in the way', (_where, at) => {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'file'), 'mine')
  symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'link'))
  expect(() => makeFolder(at(folder.path))).toThrow(
    expect.objectContaining({ code: 'store.failed', message: expect.stringContaining('is not a folder') }),
  )
})

test.runIf(process.platform === 'linux')(
  'a file system that makes no folders is refused, not waited for',
  () => {
    expect(() => makeFolder('/proc/novacron/data')).toThrow(
      expect.objectContaining({
        code: 'store.failed',
        message: expect.stringMatching(
          /: \/proc\/novacron\/data lies on a file system that makes no folders\.$/,
        ),
      }),
    )
  },
)

test.runIf(process.platform === 'linux')('a folder where nothing may be written is named as that', () => {
  expect(() => makeFolder('/sys/novacron/data')).toThrow(
    expect.objectContaining({
      code: 'store.readOnly',
      message: expect.stringMatching(/: \/sys\/novacron\/data lies /),
    }),
  )
})

test('a name that no file system takes, and links in a circle, are named as that', () => {
  using folder = temporaryFolder()
  symlinkSync(join(folder.path, 'b'), join(folder.path, 'a'))
  symlinkSync(join(folder.path, 'a'), join(folder.path, 'b'))
  expect(() => makeFolder(join(folder.path, 'x'.repeat(300)))).toThrow(/has a name too long/)
  expect(() => makeFolder(join(folder.path, 'a', 'data'))).toThrow(/lead in a circle/)
})
