import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformWithOxc } from 'vite'

const SOURCES = ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'shared/**/*.ts']
const isTest = (file: string): boolean => /\.test\.tsx?$|[\\/]testing[\\/]/.test(file)

/**
 * Writes the program's sources as the older JavaScript that the analyser's parser reads; gives each
 * file's own name by the one that was written.
 */
export async function lowerSources(root: string, to: string): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const file of globSync(SOURCES, { cwd: root }).filter(each => !isTest(each))) {
    const { code } = await transformWithOxc(readFileSync(join(root, file), 'utf8'), file, {
      target: 'es2020',
    })
    const written = file.replace(/\.tsx?$/, '.js')
    mkdirSync(dirname(join(to, written)), { recursive: true })
    writeFileSync(join(to, written), code)
    names.set(written, file)
  }
  cpSync(join(root, 'renderer/index.html'), join(to, 'renderer/index.html'))
  return names
}
