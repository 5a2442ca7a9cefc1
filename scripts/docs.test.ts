import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const documents = globSync(['*.md', 'docs/*.md'], { cwd: root })

test.each(documents)('%s names no test and no document that is gone', file => {
  const text = readFileSync(join(root, file), 'utf8')
  const tests = [
    ...text.matchAll(/`((?:electron|renderer|shared|scripts|tests)\/[\w./-]*(?:\.(?:test|spec)\.tsx?|\/))`/g),
  ]
  const links = [...text.matchAll(/\]\(([^)#:]+\.md)(?:#[^)]*)?\)/g)]
  const gone = [
    ...tests.map(([, path = '']) => path).filter(path => !existsSync(join(root, path))),
    ...links.map(([, path = '']) => path).filter(path => !existsSync(join(root, dirname(file), path))),
  ]
  expect(gone).toEqual([])
})

test('each folder that the table of ASVS names holds tests', () => {
  const text = readFileSync(join(root, 'docs/asvs.md'), 'utf8')
  const folders = [...new Set([...text.matchAll(/`([\w/]+\/)` tests/g)].map(([, folder = '']) => folder))]
  expect(folders.length).toBeGreaterThan(3)
  const empty = folders.filter(folder => globSync('**/*.test.ts', { cwd: join(root, folder) }).length === 0)
  expect(empty).toEqual([])
})
