// First step of every `npm run` command: works with no dependency installed, on Node 20 as well. Installs what
// the lock names, then runs scripts/commands/NAME.ts under the project's own Node 24.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMANDS = ['start', 'demo', 'test', 'bench', 'dist', 'cli', 'build', 'screenshots']
const NODE_MAJOR = 24
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

// Read before anything that takes time: npm may be gone by the time the installation ends.
const parents = process.env.npm_lifecycle_event === undefined ? [] : parentsOf(process.pid)

const [command = '', ...args] = process.argv.slice(2)
if (!COMMANDS.includes(command)) fail(`usage: node scripts/boot.mjs ${COMMANDS.join('|')} [arguments]`, 2)
if (!isInstalled()) await install()
await run(nodeBinary(), [join(root, 'scripts/commands', `${command}.ts`), ...args], true)

/**
 * True when npm's own record of what it last finished installing names what the lock asks for. An installation
 * that was interrupted has no such record, or an older one.
 */
function isInstalled() {
  const [lock, record] = [readJson('package-lock.json'), readJson('node_modules/.package-lock.json')]
  if (lock === null || record === null) return false
  const here = Object.entries(lock.packages).every(([path, wanted]) => {
    const found = record.packages[path]
    if (path === '') return true
    // An optional package for another system is rightly absent.
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
  return here && Object.keys(record.packages).every(path => path in lock.packages)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'))
  } catch {
    // Absent or half written: both mean that there is nothing to rely on.
    return null
  }
}

async function install() {
  process.stderr.write('Installing the dependencies that package-lock.json names…\n')
  // npm is a script on Windows, which only a shell can start; npm itself says where it is.
  const npm = process.env.npm_execpath
  const options = ['ci', '--loglevel=error', '--no-audit', '--no-fund']
  if (npm?.endsWith('.js') || npm?.endsWith('.cjs')) await run(process.execPath, [npm, ...options])
  else if (process.platform === 'win32') await run('npm.cmd', options, false, true)
  else await run('npm', options)
}

/** The Node 24 that came with the dependencies, or this one where it is new enough. */
function nodeBinary() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin')
  const bundled = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(bundled)) return bundled
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath
  const where = `${process.platform} on ${process.arch}`
  return fail(
    `There is no Node ${NODE_MAJOR} package for ${where}: install Node ${NODE_MAJOR} or later and try again.`,
  )
}

/** Runs a program to its end, passing signals on; when `last`, ends with its exit code. */
function run(program, programArgs, last = false, shell = false) {
  return new Promise(resolve => {
    const env = {
      ...process.env,
      PATH: `${dirname(program)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
    }
    const child = spawn(program, programArgs, { cwd: root, stdio: outputs(last), env, shell })
    const watch = setInterval(() => isOrphan() && child.kill('SIGTERM'), 1000)
    // A terminal has already given Ctrl+C to the child as well; twice would read as impatience.
    const pass = signal => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
    child.on('error', error => fail(`${program}: ${error.message}`))
    child.on('exit', (code, signal) => {
      clearInterval(watch)
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass)
      if (last) process.exit(code ?? (signal === 'SIGINT' ? 130 : 143))
      if (code !== 0) fail(`${program} ${programArgs.join(' ')} ended with ${code ?? signal}`)
      resolve()
    })
  })
}

/** What the installation says belongs to the person, never to a command's own output. */
function outputs(last) {
  return last ? 'inherit' : ['ignore', process.stderr, 'inherit']
}

/** This process's parent, and the one above a shell in between: npm starts scripts through one. */
function parentsOf(pid) {
  const parent = process.ppid
  const stat = statOf(parent)
  const isShell = stat !== null && /^(sh|dash|bash)$/.test(stat.name)
  return [{ child: pid, parent }, ...(isShell ? [{ child: parent, parent: stat.parent }] : [])]
}

function isOrphan() {
  return parents.some(({ child, parent }) => {
    const now = child === process.pid ? process.ppid : (statOf(child)?.parent ?? null)
    return now !== parent
  })
}

/** Name and parent of a process, where the system has /proc; null elsewhere. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent: Number(stat.slice(end + 2).split(' ')[1]) }
  } catch {
    // Ended, or a system without /proc.
    return null
  }
}

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}
