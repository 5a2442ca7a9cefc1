import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const script = join(import.meta.dirname, 'check-lock.mjs')
const SOUND = {
  packages: {
    '': { optionalDependencies: { c: '1.0.0' } },
    'node_modules/a': {
      version: '1.0.0',
      integrity: 'sha512-a',
      optionalDependencies: { 'a-linux': '1.0.0' },
    },
    'node_modules/a-linux': { version: '1.0.0', integrity: 'sha512-b', optional: true },
    'node_modules/a/node_modules/b': {
      version: '2.0.0',
      integrity: 'sha512-c',
      optionalDependencies: { c: '1' },
    },
    'node_modules/c': { version: '1.0.0', integrity: 'sha512-d', optional: true },
  },
}
const MANIFEST = { dependencies: { a: '1.0.0' } }

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'novacron-lock-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function check(lock: object, manifest: object = MANIFEST) {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock))
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))
  const { status, stderr } = spawnSync(process.execPath, [script, root], { encoding: 'utf8' })
  return { status, problems: stderr.split('\n').filter(Boolean) }
}

const without = (path: keyof typeof SOUND.packages) => {
  const { [path]: _, ...packages } = SOUND.packages
  return { packages }
}

test('accepts a sound lock', () => {
  expect(check(SOUND)).toEqual({ status: 0, problems: [] })
})

test.each([
  [
    'another system’s package was dropped',
    without('node_modules/a-linux'),
    ['node_modules/a: optional a-linux is missing from the lock'],
  ],
  [
    'a nested one’s was',
    without('node_modules/c'),
    ['node_modules/a/node_modules/b: optional c is missing from the lock'],
  ],
  [
    'an entry has no integrity',
    { packages: { ...SOUND.packages, 'node_modules/d': { version: '1.0.0' } } },
    ['node_modules/d: no integrity'],
  ],
  [
    'an entry names a registry',
    {
      packages: {
        ...SOUND.packages,
        'node_modules/c': { ...SOUND.packages['node_modules/c'], resolved: 'https://r/c' },
      },
    },
    ['node_modules/c: the address of a registry (https://r/c)'],
  ],
])('refuses a lock where %s', (_, lock, problems) => {
  expect(check(lock)).toEqual({ status: 1, problems })
})

test('refuses a manifest that is not pinned, or not what was locked', () => {
  expect(check(SOUND, { dependencies: { a: '^1.0.0' } }).problems).toContain(
    'package.json: a is not pinned (^1.0.0)',
  )
  expect(check(SOUND, { devDependencies: { a: '1.2.0' } }).problems).toEqual([
    'package.json: a 1.2.0, but the lock has 1.0.0',
  ])
})
