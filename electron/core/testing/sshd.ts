import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const program = '/usr/sbin/sshd'
/** Longer than a busy machine takes. */
const LISTENING_MS = 60_000

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa'

export interface SshdOptions {
  /** Lines for authorized_keys beside the key made for the test. */
  authorizedKeys?: string[]
  /** Lines put before ours; sshd takes the first of each. */
  config?: string[]
  port?: number
  /** Variables of what is run there; HOME is the private folder unless told, so that no one's shell start-up files run. */
  env?: Record<string, string>
  /** ed25519 only, unless told. */
  hostKeyTypes?: HostKeyType[]
  /** Private host keys to use instead of fresh ones. */
  hostKeyFiles?: string[]
}

/** A private sshd on loopback that logs in the user who runs the test. */
export interface Sshd {
  readonly port: number
  readonly user: string
  /** Private folder; removed by `stop`. */
  readonly folder: string
  /** A client key that is authorized: private file and public line. */
  readonly identity: { path: string; publicLine: string }
  /** Private host key files with their public lines. */
  readonly hostKeys: { path: string; publicLine: string }[]
  /** A known_hosts file that names this server. */
  readonly knownHostsFile: string
  readonly pid: number
  /** Lines of "Accepted …": authentications that succeeded. */
  acceptedCount(): number
  /** Attempts that failed. */
  failedCount(): number
  log(): string
  /** Processes that serve open connections. */
  sessionPids(): Promise<number[]>
  /** Kills what serves open connections; the server goes on. */
  killSessions(): Promise<void>
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Why no sshd can be started here, or null. In CI a missing sshd is an error. */
export async function sshdMissing(): Promise<string | null> {
  try {
    await access(program)
    return null
  } catch (error) {
    if (process.env.CI === 'true') throw error
    return `${program} is not installed`
  }
}

/** Starts it and waits until it listens; fails with its log. A port somebody took meanwhile is exchanged for another. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'novacron-sshd-'))
    try {
      return await start(folder, options)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      const isTaken = error instanceof Error && error.message.includes('Address already in use')
      if (!isTaken || options.port !== undefined || attempt === 5) throw error
    }
  }
}

async function start(folder: string, options: SshdOptions): Promise<Sshd> {
  const { username, uid } = userInfo()
  // sshd as root wants this folder for its unprivileged half.
  if (uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const identity = await makeKey(join(folder, 'id'))
  const hostKeys = await Promise.all(
    options.hostKeyFiles?.map(async path => ({
      path,
      publicLine: (await readFile(`${path}.pub`, 'utf8')).trim(),
    })) ?? (options.hostKeyTypes ?? ['ed25519']).map(type => makeKey(join(folder, `host_${type}`), type)),
  )
  const authorized = join(folder, 'authorized_keys')
  await writeFile(authorized, `${[identity.publicLine, ...(options.authorizedKeys ?? [])].join('\n')}\n`, {
    mode: 0o644,
  })
  // sshd reads the keys as the user who logs in.
  await chmod(folder, 0o755)
  const port = options.port ?? (await freePort())
  const configFile = join(folder, 'sshd_config')
  const config = [
    ...(options.config ?? []),
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...hostKeys.map(key => `HostKey ${key.path}`),
    `AuthorizedKeysFile ${authorized}`,
    'PidFile none',
    'StrictModes no',
    `SetEnv ${Object.entries({ HOME: folder, ...options.env })
      .map(([name, value]) => `${name}="${value}"`)
      .join(' ')}`,
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'LogLevel VERBOSE',
    'MaxStartups 500',
    'MaxSessions 100',
    'UseDNS no',
    'Subsystem sftp internal-sftp',
  ]
  await writeFile(configFile, `${config.join('\n')}\n`)
  // Should the test's process be killed, its sshd goes with it.
  const args = ['--pdeathsig', 'KILL', program, '-D', '-e', '-f', configFile]
  const child = spawn('setpriv', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${program} did not start`)
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const knownHostsFile = join(folder, 'known_hosts')
  await writeFile(knownHostsFile, hostKeys.map(key => `[127.0.0.1]:${port} ${key.publicLine}\n`).join(''))
  await untilListening(child, () => log)
  const sessionPids = () => descendants(pid)
  const killSessions = async () => {
    for (const session of await sessionPids()) kill(session, 'SIGKILL')
  }
  const stop = async () => {
    const sessions = await sessionPids()
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      kill(pid, 'SIGCONT')
      kill(pid, 'SIGKILL')
      await exited
    }
    for (const session of sessions) kill(session, 'SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
  const count = (pattern: RegExp) => log.split('\n').filter(line => pattern.test(line)).length
  return {
    port,
    user: username,
    folder,
    identity,
    hostKeys,
    knownHostsFile,
    pid,
    acceptedCount: () => count(/^Accepted \S+ for /),
    failedCount: () => count(/^Failed \S+ for /),
    log: () => log,
    sessionPids,
    killSessions,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Makes a key pair with ssh-keygen; `passphrase` empty means none. */
export async function makeKey(
  path: string,
  type: HostKeyType = 'ed25519',
  passphrase = '',
  extra: readonly string[] = [],
): Promise<{ path: string; publicLine: string }> {
  const size = type === 'rsa' ? ['-b', '2048'] : []
  await run('ssh-keygen', ['-q', '-t', type, ...size, '-N', passphrase, '-C', 'test', '-f', path, ...extra])
  await chmod(path, 0o600)
  return { path, publicLine: (await readFile(`${path}.pub`, 'utf8')).trim() }
}

/**
 * A loopback port that was free a moment ago, below those that Linux gives to whoever asks for any: nobody comes
 * to it by chance.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}

/** By its own word: whoever else answers on that port is not the one. */
async function untilListening(child: ChildProcess, log: () => string): Promise<void> {
  const deadline = performance.now() + LISTENING_MS
  while (!log().includes('Server listening on')) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`sshd ended: ${log()}`)
    if (performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`sshd did not listen: ${log()}`)
    }
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** Every descendant of a process, from /proc. */
async function descendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch (error) {
      // It ended between the listing and the reading.
      if (
        !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      ) {
        throw error
      }
    }
  }
  const found: number[] = []
  const walk = (parent: number) => {
    for (const [pid, above] of parents) {
      if (above !== parent) continue
      found.push(pid)
      walk(pid)
    }
  }
  walk(root)
  return found
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // Gone already is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
