import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const LOCK = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
}
/** What npm records of a finished installation of that lock on this system. */
const RECORD = { packages: { 'node_modules/a': LOCK.packages['node_modules/a'] } }

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'novacron-boot-'))
  write('package-lock.json', JSON.stringify(LOCK))
  mkdirSync(join(root, 'scripts'))
  copyFileSync(join(import.meta.dirname, 'boot.mjs'), join(root, 'scripts/boot.mjs'))
  write('scripts/commands/cli.ts', 'console.log(JSON.stringify(process.argv.slice(2)))\nprocess.exitCode = 7')
  // Stands in for npm: notes how it was called, then installs.
  write(
    'npm.js',
    `const fs = require('node:fs')
fs.appendFileSync('called', process.argv.slice(2).join(' ') + '\\n')
console.log('npm talks')
if (process.env.NPM_FAILS) process.exit(1)
fs.mkdirSync('node_modules', { recursive: true })
fs.writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify(RECORD))})`,
  )
})
afterEach(() => rmSync(root, { recursive: true, maxRetries: 5 }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const installs = () =>
  existsSync(join(root, 'called')) ? readFileSync(join(root, 'called'), 'utf8').trim().split('\n') : []

async function boot(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, 'scripts/boot.mjs'), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, npm_execpath: join(root, 'npm.js'), ...env },
  })
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  const [code] = await once(child, 'close')
  return { code, stdout: stdout(), stderr: stderr() }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.on('data', chunk => {
    text += chunk
  })
  return () => text
}

test('installs once, hands over the arguments and the exit code, and keeps npm off standard output', async () => {
  const first = await boot(['cli', 'host', 'list', '--json'])
  expect(first).toMatchObject({ code: 7, stdout: '["host","list","--json"]\n' })
  expect(first.stderr).toContain('npm talks')
  const second = await boot(['cli'])
  expect(second).toMatchObject({ code: 7, stdout: '[]\n', stderr: '' })
  expect(installs()).toEqual(['ci --loglevel=error --no-audit --no-fund'])
})

test.each([
  ['a version differs', { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } }],
  ['a package is absent', { packages: {} }],
  ['a package is left over', { packages: { ...RECORD.packages, 'node_modules/b': { version: '1.0.0' } } }],
  ['the record is half written', null],
])('installs again where %s', async (_, record) => {
  write('node_modules/.package-lock.json', record === null ? '{"packages": {' : JSON.stringify(record))
  await boot(['cli'])
  expect(installs()).toHaveLength(1)
})

test('does not run the command when the installation fails', async () => {
  const result = await boot(['cli'], { NPM_FAILS: '1' })
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toContain('ended with 1')
})

test('names its commands when asked for another', async () => {
  const result = await boot(['fly'])
  expect(result.code).toBe(2)
  expect(result.stderr).toContain('start|demo|test|bench')
  expect(installs()).toEqual([])
})

test.skipIf(process.platform !== 'linux')('ends its command when the npm above it is killed', async () => {
  write('node_modules/.package-lock.json', JSON.stringify(RECORD))
  write('scripts/commands/cli.ts', 'console.log(process.pid)\nsetInterval(() => {}, 1000)')
  // npm runs scripts through a shell that waits for them.
  const npm = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').spawn('sh', ['-c', '"$@"; true', 'sh', process.execPath, ${JSON.stringify(join(root, 'scripts/boot.mjs'))}, 'cli'], { stdio: 'inherit' })`,
    ],
    {
      env: { PATH: process.env.PATH, npm_lifecycle_event: 'novacron' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const pid = Number(await firstLine(npm))
  expect(existsSync(`/proc/${pid}`)).toBe(true)
  npm.kill('SIGKILL')
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 30_000 }).toBe(false)
})

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  return String(chunk).split('\n')[0] ?? ''
}
