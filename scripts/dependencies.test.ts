import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const Names = z.record(z.string(), z.string()).default({})
const manifest = z
  .object({ dependencies: Names, devDependencies: Names, optionalDependencies: Names })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

test('docs/dependencies.md gives a reason for every direct dependency, and for nothing else', () => {
  const rows = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| `'))
  const told = rows.flatMap(row =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  )
  const { dependencies, devDependencies, optionalDependencies } = manifest
  const used = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(told.sort()).toEqual(used.sort())
  for (const row of rows) expect(row.split('|')[2]?.trim()).not.toBe('')
})
