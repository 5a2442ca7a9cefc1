import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { build } from 'vite'
import { askForFirstWindow, FIRST_WINDOW, modulesLoadedWith } from './firstWindow.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'window-')))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('index.html', '<script type="module" src="./entry.js"></script>')
  write('entry.js', "import './early.js'; import './font.css'; import('./start.js')")
  write('font.css', '@font-face { font-family: written; src: url(./written.woff2) }')
  write('written.woff2', 'letters')
  write('early.js', "document.title = 'early'")
  write('library.js', "export { used } from './used.js'; export { later } from './later.js'")
  write('used.js', 'export const used = () => document.title')
  write('later.js', 'export const later = () => document.body')
  write('start.js', "import './early.js'; import { used } from './library.js'; used(); import('./page.js')")
  write('page.js', "import { used, later } from './library.js'; used(); later()")
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('takes what the module needs of a library, without what came before or what its pages bring', async () => {
  const found = await modulesLoadedWith('/start.js', { root: folder })
  const own = (ids: ReadonlySet<string>) =>
    [...ids]
      .filter(id => id.startsWith(folder))
      .map(id => relative(folder, id))
      .sort()
  expect(own(found.after)).toEqual(['start.js', 'used.js'])
  expect(own(found.atOnce)).toContain('early.js')
  expect(own(found.atOnce)).not.toContain('used.js')
})

test('says which module no script begins with', async () => {
  await expect(modulesLoadedWith('/absent.js', { root: folder })).rejects.toThrow('0 scripts are /absent.js')
})

test('the page asks for the first window’s file beside its own, and no other of what comes later', async () => {
  const built = async (group: string, font = 'written-') => {
    const groups = [{ name: (id: string) => (/used|start/.test(id) ? group : null) }]
    const output = { codeSplitting: { groups, includeDependenciesRecursively: false } }
    const result = await build({
      ...{ root: folder, configFile: false, logLevel: 'silent' },
      plugins: [askForFirstWindow([font])],
      build: { write: false, assetsInlineLimit: 0, rolldownOptions: { output } },
    })
    const files = [result].flat().flatMap(each => ('output' in each ? each.output : []))
    const page = files.find(({ fileName }) => fileName === 'index.html')
    return page?.type === 'asset' ? String(page.source) : ''
  }
  const page = await built(FIRST_WINDOW)
  const asked = [...page.matchAll(/modulepreload" crossorigin href="[^"]*\/(\w+)-/g)].map(([, name]) => name)
  expect(asked.filter(name => name === FIRST_WINDOW)).toHaveLength(1)
  expect(page).not.toMatch(/page-|later-/)
  expect(page).toMatch(/rel="preload" crossorigin as="font"[^>]* href="[^"]*written-/)
  await expect(built('another')).rejects.toThrow('no script is called window')
  await expect(built(FIRST_WINDOW, 'absent-')).rejects.toThrow('no font is called absent-')
})
