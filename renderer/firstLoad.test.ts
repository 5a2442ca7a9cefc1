// @vitest-environment node
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { first } from './words/en/first.ts'

const here = import.meta.dirname
const imported = /^(?:import|export) (?!type )(?:[^;'"]*? from )?'([^']+)'/gms

/** Everything that is loaded with these, by who asks for it. */
function loadedWith(...starts: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const walk = (file: string) => {
    if (found.has(file)) return
    const asks = [...readFileSync(file, 'utf8').matchAll(imported)].flatMap(([, path = '']) => path)
    found.set(file, asks)
    for (const path of asks) {
      const next = join(dirname(file), path)
      if (path.startsWith('.') && /\.tsx?$/.test(path) && existsSync(next)) walk(next)
    }
  }
  for (const start of starts) walk(join(here, start))
  return found
}

const files = loadedWith('main.tsx', 'start.tsx')

test('what is loaded first is the window and the list of machines', () => {
  const names = [...files.keys()].map(file => relative(here, file))
  expect(names).toContain('pages/machines/MachinesPage.tsx')
  expect(names).not.toContain('pages/hosts/HostsPage.tsx')
  expect(names.length).toBeGreaterThan(100)
})

test('what runs before there are words is no part of a page', () => {
  const names = [...loadedWith('main.tsx').keys()].map(file => relative(here, file))
  expect(names).toContain('stores/feeds.ts')
  expect(names.filter(name => name.endsWith('.tsx'))).toEqual(['main.tsx'])
})

test('neither the schema library, nor notices, nor charts, nor menus are loaded before the first rows', () => {
  const heavy = /^(zod|@orpc\/contract|@mantine\/notifications|recharts|@codemirror|@tanstack\/react-form)/
  for (const [file, asks] of files)
    expect([relative(here, file), asks.filter(path => heavy.test(path) && !path.endsWith('.css'))]).toEqual([
      relative(here, file),
      [],
    ])
  for (const file of files.keys()) {
    const [, parts = ''] = /import \{([^}]*)\} from '@mantine\/core'/.exec(readFileSync(file, 'utf8')) ?? []
    const open = parts
      .split(',')
      .map(part => part.trim())
      .filter(part => /^(Menu|Popover|Modal|Tooltip|Select|Tabs|Checkbox|TextInput|Combobox)$/.test(part))
    expect([relative(here, file), open]).toEqual([relative(here, file), []])
  }
})

test('what is loaded first says nothing of which the words come later', () => {
  const areas = new Set(Object.keys(first))
  // Said only when somebody copies or exports, or once the section's name has come.
  const known = new Set(['stores/windowRules.ts policies', 'frame/crumbs.ts settings'])
  for (const file of files.keys()) {
    if (file.includes('/words/') || !file.startsWith(here)) continue
    for (const [, area = ''] of readFileSync(file, 'utf8').matchAll(/\bt\(\s*['`]([a-z][A-Za-z]+)\./g))
      expect(
        areas.has(area) || known.has(`${relative(here, file)} ${area}`),
        `${relative(here, file)} says ${area}`,
      ).toBe(true)
  }
})
