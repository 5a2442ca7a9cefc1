import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readImports } from './layers/graph.ts'

/** One package that is part of what people are given. */
export interface Licence {
  name: string
  version: string
  /** SPDX expression as the package declares it. */
  licence: string
}

interface Locked {
  version?: string
  license?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** Named by no import of ours but shipped: the shell itself. */
const SHIPPED = ['electron']
/** ssh2's optional accelerator, which the packages leave out (electron-builder.yml). */
const LEFT_OUT = ['cpu-features', 'nan', 'buildcheck']
/** Licences that a package says in a file and not in its manifest. */
const UNSAID: Readonly<Record<string, string>> = { ssh2: 'MIT' }
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Where the list lies that the window shows. */
export const licencesFile = 'renderer/pages/settings/licences.json'

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Packages built into the program, which is why they are development's: named by its own code, not by tests. */
function bundled(root: string, development: Record<string, string>): string[] {
  const named = readImports(root, ['electron', 'renderer', 'shared'])
    .filter(({ from, to }) => to === null && !/\.test\.tsx?$|(^|\/)testing\//.test(from))
    .map(({ specifier }) => packageOf(specifier))
  return [...new Set(named)].filter(name => Object.hasOwn(development, name) && !SHIPPED.includes(name))
}

/** Every package of the product with its licence, by name, read from the lock; no network and no packages are needed. */
export function licences(root: string = ROOT): Licence[] {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const lock: { packages: Record<string, Locked> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  const found = new Map<string, Licence>()
  const seen = new Set<string>()
  /** As Node resolves it: the nearest folder upwards that has it. */
  const place = (name: string, from: string): string | null => {
    for (let at = from; ; at = at.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`
      if (lock.packages[path]) return path
      if (at === '') return null
    }
  }
  const visit = (name: string, from: string): void => {
    const path = place(name, from)
    if (path === null || seen.has(path) || LEFT_OUT.includes(name)) return
    seen.add(path)
    const locked = lock.packages[path]
    if (!locked) return
    const { version = '', license = UNSAID[name] ?? 'unknown' } = locked
    found.set(`${name}@${version}`, { name, version, licence: license })
    for (const each of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }))
      visit(each, path)
  }
  for (const name of [...Object.keys(own.dependencies), ...bundled(root, own.devDependencies)])
    visit(name, '')
  for (const name of SHIPPED) {
    const locked = lock.packages[`node_modules/${name}`]
    if (locked) found.set(name, { name, version: locked.version ?? '', licence: locked.license ?? 'unknown' })
  }
  return [...found.values()].sort((a, b) =>
    a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1,
  )
}

if (import.meta.main)
  writeFileSync(
    join(ROOT, licencesFile),
    `[\n${licences()
      .map(each => `  ${JSON.stringify(each)}`)
      .join(',\n')}\n]\n`,
  )
