import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')
const building = new Map<string, Promise<string>>()

/**
 * A program of this folder, bundled as the product's shells are, so that memory and start hold nothing of running from
 * source; built once a process and removed with it.
 */
export function builtChild(program: 'coreChild' | 'coldStartChild'): Promise<string> {
  const built = building.get(program) ?? bundle(program)
  building.set(program, built)
  return built
}

async function bundle(program: string): Promise<string> {
  // Below the root: what stays outside of the bundle is found from there.
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'novacron-bench-'))
  process.on('exit', () => rmSync(outDir, { recursive: true, force: true }))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    // As in electron.vite.config.ts.
    ssr: { noExternal: ['@orpc/client', '@orpc/contract', '@orpc/server', 'saxes', 'ws', 'zod'] },
    build: { ssr: `tests/bench/${program}.ts`, outDir, emptyOutDir: true, minify: false },
  })
  return join(outDir, `${program}.js`)
}
