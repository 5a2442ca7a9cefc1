import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readImports } from './graph.ts'
import { findViolations } from './rules.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'novacron-layers-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Violations of a small repository made of these files. */
function check(files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return findViolations(readImports(root, ['shared', 'electron', 'renderer']))
}

test('accepts what follows the directions', () => {
  const found = check({
    'shared/ids.ts': "import { z } from 'zod'\nexport const id = z.string()",
    'electron/core/xdr/cursor.ts': "import { Buffer } from 'node:buffer'\nexport const a = Buffer",
    'electron/core/libvirt/remote.ts': "export { a } from '../xdr/cursor.ts'",
    'electron/core/libvirt/remote.test.ts': "import '../testing/daemon.ts'",
    'electron/core/testing/daemon.ts': '',
    'electron/core/hosts/session.ts':
      "import '../libvirt/remote.ts'\nimport '../../../shared/ids.ts'\nimport 'ssh2'",
    'electron/core/hosts/session.test.ts':
      "import 'vitest'\nimport '../../../tests/lab/index.ts'\nimport './session.ts'",
    'electron/shells/desktop/main.ts': "import { app } from 'electron'\nimport '../../core/hosts/session.ts'",
    'renderer/main.tsx':
      "import 'react'\nimport '../shared/ids.ts'\nimport './look.css'\nexport const x = <p/>",
    'tests/lab/index.ts': 'export {}',
    'renderer/look.css': '',
  })
  expect(found).toEqual([])
})

test.each([
  ['a statement', "import { x } from '../../renderer/x.ts'\nexport const y = x"],
  ['a type', "import type { X } from '../../renderer/x.ts'\nexport type Y = X"],
  ['an inline type', "import { type X } from '../../renderer/x.ts'\nexport type Y = X"],
  ['a type’s own import', "export type Y = import('../../renderer/x.ts').X"],
  ['a re-export', "export * from '../../renderer/x.ts'"],
  ['a lazy import', "export const y = () => import('../../renderer/x.ts')"],
])('sees the core look at the renderer through %s', (_, text) => {
  const found = check({
    'electron/core/y.ts': text,
    'renderer/x.ts': 'export const x = 1\nexport type X = 1',
  })
  expect(found).toEqual(['electron/core/y.ts:1: core must not import renderer/x.ts'])
})

test.each([
  ['shared/a.ts', "import 'node:fs'", 'shared must not import node:fs'],
  ['shared/a.ts', "import 'fs'", 'shared must not import fs'],
  ['shared/a.ts', "import '../electron/core/b.ts'", 'shared must not import electron/core/b.ts'],
  ['electron/core/a.ts', "import 'electron'", 'core must not import electron'],
  ['electron/core/a.test.ts', "import 'electron'", 'core must not import electron'],
  [
    'electron/core/a.ts',
    "import '../shells/cli/main.ts'",
    'core must not import electron/shells/cli/main.ts',
  ],
  ['electron/core/a.ts', "import './b.test.ts'", 'core must not import electron/core/b.test.ts'],
  ['electron/core/a.ts', "import '../../tests/lab/index.ts'", 'core must not import tests/lab/index.ts'],
  [
    'electron/core/libvirt/a.ts',
    "import '../b.ts'",
    'core/libvirt and core/xdr must not import electron/core/b.ts',
  ],
  ['electron/core/xdr/a.ts', "import 'zod'", 'core/libvirt and core/xdr must not import zod'],
  ['electron/shells/cli/a.ts', "import 'electron'", 'shells must not import electron'],
  [
    'electron/shells/headless/a.ts',
    "import '../desktop/b.ts'",
    'shells must not import electron/shells/desktop/b.ts',
  ],
  ['renderer/a.tsx', "import 'node:path'", 'renderer must not import node:path'],
  [
    'renderer/a.tsx',
    "import type { B } from '../electron/core/b.ts'",
    'renderer must not import electron/core/b.ts',
  ],
])('%s: %s is refused', (path, text, sentence) => {
  expect(check({ [path]: text })).toEqual([`${path}:1: ${sentence}`])
})

test('names the way round a circle, also one of types', () => {
  const found = check({
    'shared/a.ts': "import type { B } from './b.ts'\nexport type A = B",
    'shared/b.ts': "import './deep/c.ts'\nexport type B = 1",
    'shared/deep/c.ts': "import type { A } from '../a.ts'\nexport type C = A",
    'shared/d.ts': "import './a.ts'",
  })
  expect(found).toEqual(['a circle of imports: shared/a.ts → shared/b.ts → shared/deep/c.ts → shared/a.ts'])
})

test('refuses to judge what it cannot read', () => {
  expect(() => check({ 'shared/a.ts': 'import {' })).toThrow('shared/a.ts')
})
