import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { noticesFile, writeNotices } from '../packaging/write.ts'
import { root, runToEnd, say, tool } from './program.ts'

const SOURCES = [
  'electron',
  'renderer',
  'shared',
  'resources',
  'electron.vite.config.ts',
  'package-lock.json',
  'package.json',
]
const stamp = join(root, 'out/.built-from')

/** Thrown where the build fails; what went wrong is on the terminal. */
export class BuildFailed extends Error {}

/** Builds unless what is in out/ was built from the sources as they are now. */
export async function ensureBuilt(): Promise<void> {
  const sources = sourcesHash()
  const isWhole = existsSync(stamp) && existsSync(join(root, noticesFile))
  if (isWhole && readFileSync(stamp, 'utf8') === sources) return
  say('Building…')
  await build()
}

/** Builds the shells, the preload and the interface into out/, with the licences of what went into them. */
export async function build(): Promise<void> {
  const sources = sourcesHash()
  // To standard error: a command's own output may be a document somebody parses.
  const code = await runToEnd(
    [...tool('electron-vite', 'bin/electron-vite.js'), 'build', '--logLevel', 'error'],
    {
      stdio: ['ignore', process.stderr, process.stderr],
    },
  )
  if (code !== 0) throw new BuildFailed('the build failed; see above')
  writeNotices(root)
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(stamp, sources)
}

/** Changes with any source's name, size or time. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    if (stat === undefined) return
    if (stat.isDirectory()) for (const entry of readdirSync(join(root, path)).sort()) add(`${path}/${entry}`)
    else if (!/\.test\.tsx?$/.test(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`)
  }
  for (const path of SOURCES) add(path)
  return hash.digest('hex')
}
