import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'vite'

/** One import, however it is written: a statement, a re-export, `import()`, or a type's `import('…')`. */
export interface Import {
  /** The importing file, from the repository's root, with forward slashes. */
  readonly from: string
  readonly line: number
  /** As written. */
  readonly specifier: string
  /** The imported file, likewise from the root; null for a package or a built-in module. */
  readonly to: string | null
}

const SOURCE = /\.(ts|tsx|mts|cts)$/

/** Every import of every TypeScript file below these folders of `root`. */
export function readImports(root: string, folders: readonly string[]): Import[] {
  return folders.flatMap(folder => sourceFiles(join(root, folder))).flatMap(file => importsOf(root, file))
}

function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourceFiles(path)
    return SOURCE.test(entry.name) ? [path] : []
  })
}

function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const { program, errors } = parseSync(file, text)
  if (errors[0] !== undefined) throw new Error(`${relative(root, file)}: ${errors[0].message}`)
  const from = slashed(relative(root, file))
  return specifiersIn(program).map(({ specifier, start }) => ({
    from,
    line: text.slice(0, start).split('\n').length,
    specifier,
    to: specifier.startsWith('.') ? slashed(relative(root, resolveFile(dirname(file), specifier))) : null,
  }))
}

/** Nodes whose `source` names a module; types count as much as values. */
const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function specifiersIn(node: unknown): { specifier: string; start: number }[] {
  if (Array.isArray(node)) return node.flatMap(specifiersIn)
  if (typeof node !== 'object' || node === null) return []
  const below = Object.values(node).flatMap(specifiersIn)
  if (!('type' in node && typeof node.type === 'string' && IMPORTING.has(node.type))) return below
  const source = 'source' in node ? node.source : null
  if (typeof source !== 'object' || source === null || !('value' in source)) return below
  const start = 'start' in node && typeof node.start === 'number' ? node.start : 0
  return typeof source.value === 'string' ? [{ specifier: source.value, start }, ...below] : below
}

/** The file a relative specifier means: itself, with an extension, or its folder's index. */
function resolveFile(folder: string, specifier: string): string {
  const path = resolve(folder, specifier.replace(/\?.*$/, ''))
  const endings = ['', '.ts', '.tsx', '.d.ts', `${sep}index.ts`, `${sep}index.tsx`]
  return (
    endings
      .map(ending => path + ending)
      .find(candidate => existsSync(candidate) && statSync(candidate).isFile()) ?? path
  )
}

const slashed = (path: string) => path.split(sep).join('/')
