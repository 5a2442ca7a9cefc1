import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { licences } from '../licences.ts'

/** One package inside the product, with what a bill of materials and a notice must say of it. */
export interface Component {
  name: string
  version: string
  /** SPDX expression. */
  licence: string
  /** Its place in the lock, `node_modules/…`. */
  path: string
  /** SHA-512 of the package as it was downloaded, hex; null where the lock holds none. */
  sha512: string | null
  /** Names of the packages it asks for. */
  needs: string[]
}

interface Locked {
  version?: string
  integrity?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

function sha512Of(integrity: string | undefined): string | null {
  const [, base64] = /(?:^|\s)sha512-([A-Za-z0-9+/=]+)/.exec(integrity ?? '') ?? []
  return base64 === undefined ? null : Buffer.from(base64, 'base64').toString('hex')
}

/** Every package of the product, by name and version, from the lock alone. */
export function components(root: string): Component[] {
  const lock: { packages: Record<string, Locked> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  const places = new Map<string, string>()
  for (const [path, { version }] of Object.entries(lock.packages)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const key = `${name}@${version}`
    if (path !== '' && !places.has(key)) places.set(key, path)
  }
  return licences(root).map(({ name, version, licence }) => {
    const path = places.get(`${name}@${version}`)
    const locked = path === undefined ? undefined : lock.packages[path]
    if (path === undefined || locked === undefined) throw new Error(`${name} ${version} is not in the lock`)
    const needs = Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })
    return { name, version, licence, path, sha512: sha512Of(locked.integrity), needs: needs.sort() }
  })
}

/** The licence and notice files of an installed package, one after the other; null where it holds none. */
export function licenceText(root: string, path: string): string | null {
  const folder = join(root, path)
  if (!existsSync(folder)) return null
  const files = readdirSync(folder)
    .filter(name => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(name))
    .sort()
  const texts = files.map(name => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
  return texts.length === 0 ? null : texts.join('\n\n')
}
