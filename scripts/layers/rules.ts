import { builtinModules } from 'node:module'
import { findCircles } from './circles.ts'
import type { Import } from './graph.ts'

/** What the files of one area may import. The first area whose path matches a file is its own. */
export interface Area {
  readonly path: RegExp
  readonly name: string
  /** Files of ours it may import. */
  readonly files: RegExp
  /** Packages it may import; `node:…` for built-in modules. */
  readonly packages: RegExp
}

const ANY = /^/
/** Anything but Electron, which only its own shell may know. */
const NOT_ELECTRON = /^(?!electron($|\/))/

/** The directions of docs/architecture.md, most specific first. */
export const areas: readonly Area[] = [
  { name: 'shared', path: /^shared\//, files: /^shared\//, packages: /^(zod|@orpc\/contract)($|\/)/ },
  {
    name: 'core/libvirt and core/xdr',
    path: /^electron\/core\/(libvirt|xdr)\//,
    files: /^electron\/core\/(libvirt|xdr)\//,
    packages: /^node:/,
  },
  {
    name: 'core',
    path: /^electron\/core\//,
    files: /^(shared\/|electron\/core\/|package\.json$)/,
    packages: NOT_ELECTRON,
  },
  {
    name: 'shells/desktop',
    path: /^electron\/shells\/desktop\//,
    files: /^(shared|electron\/core|electron\/shells)\//,
    packages: ANY,
  },
  {
    name: 'shells',
    path: /^electron\/shells\//,
    files: /^(shared|electron\/core|electron\/shells\/(?!desktop\/))/,
    packages: NOT_ELECTRON,
  },
  {
    name: 'renderer',
    path: /^renderer\//,
    files: /^(shared|renderer)\//,
    packages: /^(?!node:|electron($|\/))/,
  },
]

/** Tests and what only they use: any package, the lab, and what their own area may see. */
const TEST = /(\.test\.tsx?$)|(^|\/)testing\//
const FOR_TESTS = /^(tests\/|electron\/core\/testing\/|package\.json$)/

/** Sentences for a person, one a violation; empty where every direction is kept. */
export function findViolations(imports: readonly Import[]): string[] {
  const wrong = imports.flatMap(item => {
    const area = areas.find(({ path }) => path.test(item.from))
    if (area === undefined || isAllowed(area, item)) return []
    return [`${item.from}:${item.line}: ${area.name} must not import ${item.to ?? item.specifier}`]
  })
  const circles = findCircles(imports).map(files => `a circle of imports: ${files.join(' → ')}`)
  return [...wrong, ...circles]
}

function isAllowed(area: Area, { from, to, specifier }: Import): boolean {
  const isTest = TEST.test(from)
  if (to === null) {
    const module = builtinModules.includes(specifier) ? `node:${specifier}` : specifier
    return area.packages.test(module) || (isTest && (module !== 'electron' || area.name === 'shells/desktop'))
  }
  if (isTest) return area.files.test(to) || FOR_TESTS.test(to)
  return area.files.test(to) && !TEST.test(to)
}
